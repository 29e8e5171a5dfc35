import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Radio } from 'antd';
import { useState } from 'react';
import { FormProblem } from '../../parts/FormProblem';
import { When } from '../../parts/When';
import { useLanguage } from '../../words';
import { type LegRow, type LegStep, stepLeg, type Where } from './api';
import style from './Dispatch.module.css';

const ASKS = new Set(['resolve', 'return']);

/** One organisation's part: how it stands, in whose hands, and what I may do with it. */
export function LegLine({ leg }: { leg: LegRow }) {
  const { words, pick } = useLanguage();
  const { dispatch: say } = words;
  const queries = useQueryClient();
  const [asked, setAsked] = useState<string>();
  const send = useMutation({
    mutationFn: (given: LegStep) => stepLeg(given),
    onSuccess: () => setAsked(undefined),
    onSettled: () => queries.invalidateQueries({ queryKey: ['dispatches'] }),
  });
  const take = (step: string) => (ASKS.has(step) ? setAsked(step) : send.mutate({ leg: leg.id, step }));
  const named = (step: string) => say.steps[step as keyof typeof say.steps] ?? step;
  return (
    <li className={style.leg}>
      <span className={style.state} data-state={leg.state}>
        {say.states[leg.state as keyof typeof say.states] ?? leg.state}
      </span>
      <span>
        <strong>{pick(leg.unit.name)}</strong>
        {leg.is_lead && ` · ${say.isLead}`} · {leg.what}
        <small>
          {leg.holder ? say.holder(leg.holder.name) : say.nobody} · <When at={leg.since} />
          {leg.where && <Place where={leg.where} />}
        </small>
      </span>
      {!asked && leg.steps.length > 0 && (
        <span className={style.buttons}>
          {leg.steps.map((step, place) => (
            <Button
              key={step}
              size="large"
              type={place === 0 ? 'primary' : 'default'}
              loading={send.isPending && send.variables?.step === step}
              onClick={() => take(step)}
            >
              {named(step)}
            </Button>
          ))}
        </span>
      )}
      {asked ? (
        <Form<{ verdict?: string; note?: string; reason?: string }>
          layout="vertical"
          requiredMark={false}
          className={style.form}
          onFinish={(given) => send.mutate({ leg: leg.id, step: asked, ...given })}
        >
          {asked === 'resolve' && (
            <Form.Item
              name="verdict"
              label={words.alert.verdict}
              rules={[{ required: true, message: words.alert.needed }]}
            >
              <Radio.Group optionType="button" buttonStyle="solid">
                {(['true', 'false', 'unclear'] as const).map((verdict) => (
                  <Radio.Button key={verdict} value={verdict}>
                    {words.verdicts[verdict]}
                  </Radio.Button>
                ))}
              </Radio.Group>
            </Form.Item>
          )}
          <Form.Item
            name={asked === 'return' ? 'reason' : 'note'}
            label={asked === 'return' ? words.alert.reason : words.alert.note}
            rules={asked === 'return' ? [{ required: true, message: words.alert.needed }] : []}
          >
            <Input.TextArea autoSize={{ minRows: 2 }} maxLength={500} />
          </Form.Item>
          <FormProblem error={send.error} />
          <span className={style.buttons}>
            <Button type="primary" htmlType="submit" loading={send.isPending}>
              {named(asked)}
            </Button>
            <Button onClick={() => setAsked(undefined)}>{words.alert.cancel}</Button>
          </span>
        </Form>
      ) : (
        send.error && (
          <div className={style.form}>
            <FormProblem error={send.error} />
          </div>
        )
      )}
    </li>
  );
}

/** Where somebody on a task said they were last. */
export function Place({ where }: { where: Where }) {
  const { dispatch: say } = useLanguage().words;
  return (
    <>
      {' · '}
      {say.where(where.lon.toFixed(4), where.lat.toFixed(4), Math.round(where.accuracy_m))} · <When at={where.at} />
    </>
  );
}
