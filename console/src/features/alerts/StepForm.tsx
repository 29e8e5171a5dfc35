import { useQuery } from '@tanstack/react-query';
import { Button, Checkbox, Form, Input, Radio, Select } from 'antd';
import { useMemo } from 'react';
import { useKeys } from '../../app/keys';
import { FormProblem } from '../../parts/FormProblem';
import { useLanguage, useTexts } from '../../words';
import { registersWords } from '../../words/registers';
import { candidateQuery } from '../residents/api';
import style from './AlertView.module.css';
import { type Alert, openAlertsQuery, type StepGiven } from './api';
import type { Step } from './steps';

interface Props {
  alert: Alert;
  step: Step;
  isSending: boolean;
  error: unknown;
  onSend: (given: StepGiven) => void;
  onCancel: () => void;
  /** What was begun before, and how it goes on. */
  draft: StepGiven;
  onDraft: (given: StepGiven) => void;
}

/** What a step needs to know, asked in place. Ctrl+Enter sends, Escape leaves it. */
export function StepForm({ alert, step, isSending, error, onSend, onCancel, draft, onDraft }: Props) {
  const { words } = useLanguage();
  const [form] = Form.useForm<StepGiven>();
  useKeys(useMemo(() => [{ key: 'Escape', label: words.alert.cancel, run: onCancel }], [onCancel, words]));
  const action = words.actions[step.action as keyof typeof words.actions] ?? step.action;
  const needed = [{ required: true, message: words.alert.needed }];
  return (
    <Form<StepGiven>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ ...draft, ...step.given }}
      className={style.form}
      onValuesChange={(_, given) => onDraft(given)}
      onFinish={(given) => onSend(given)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.submit();
      }}
    >
      {step.isFinal && <p className={style.consequence}>{words.consequences[step.action as 'verify'] ?? ''}</p>}
      {step.asks === 'verdict' && (
        <Form.Item name="verdict" label={words.alert.verdict} rules={needed}>
          <Radio.Group optionType="button" buttonStyle="solid" className={style.verdicts}>
            {(['true', 'false', 'unclear'] as const).map((verdict) => (
              <Radio.Button key={verdict} value={verdict}>
                {words.verdicts[verdict]}
              </Radio.Button>
            ))}
          </Radio.Group>
        </Form.Item>
      )}
      {step.asks === 'to' && <HandOver alert={alert} />}
      {step.asks === 'into' && <Into alert={alert} />}
      {step.action === 'confirm' && <Compared alert={alert} />}
      {step.asks === 'reason' ? (
        <Form.Item name="reason" label={words.alert.reason} rules={needed}>
          <Input.TextArea autoFocus autoSize={{ minRows: 2, maxRows: 6 }} maxLength={500} />
        </Form.Item>
      ) : (
        <Form.Item name="note" label={words.alert.note} rules={step.asks === 'note' ? needed : []}>
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={500} autoFocus={step.asks !== 'verdict'} />
        </Form.Item>
      )}
      <FormProblem error={error} />
      <div className={style.buttons}>
        <Button type="primary" size="large" htmlType="submit" loading={isSending} className={style.main}>
          {action}
          <kbd>Ctrl ↵</kbd>
        </Button>
        <Button size="large" onClick={onCancel}>
          {words.alert.cancel}
        </Button>
      </div>
    </Form>
  );
}

/** Ticked one by one; the platform too refuses what was not compared whole (LU-25). */
function Compared({ alert }: { alert: Alert }) {
  const says = useTexts(registersWords);
  const form = Form.useFormInstance();
  const { data } = useQuery(candidateQuery(alert.id));
  if (!data) return null;
  const whole = {
    validator: (_: unknown, ticked: string[] = []) =>
      data.compare.every((item) => ticked.includes(item)) ? Promise.resolve() : Promise.reject(says.candidate.all),
  };
  return (
    <Form.Item name="compared" label={says.candidate.compared} rules={[whole]}>
      <Checkbox.Group
        options={data.compare.map((item) => ({
          value: item,
          label: says.candidate.items[item as keyof typeof says.candidate.items] ?? item,
        }))}
        onChange={(ticked) => {
          if (ticked.length === data.compare.length && !form.getFieldValue('note')) {
            form.setFieldValue('note', says.candidate.note);
          }
        }}
      />
    </Form.Item>
  );
}

function HandOver({ alert }: { alert: Alert }) {
  const { words, pick } = useLanguage();
  return (
    <Form.Item name="to" label={words.alert.to} rules={[{ required: true, message: words.alert.needed }]}>
      <Select options={alert.hand_over_to.map(({ role, name }) => ({ value: role, label: pick(name) }))} />
    </Form.Item>
  );
}

/** Other open alerts of the same area, by their sentence. */
function Into({ alert }: { alert: Alert }) {
  const { words, pick } = useLanguage();
  const { data } = useQuery(openAlertsQuery);
  const others = data?.items.filter(({ id, area }) => id !== alert.id && area?.id === alert.area?.id) ?? [];
  return (
    <Form.Item name="into" label={words.alert.into} rules={[{ required: true, message: words.alert.needed }]}>
      <Select
        showSearch={{ optionFilterProp: 'label' }}
        options={others.map(({ id, line }) => ({ value: id, label: `#${id} ${pick(line)}` }))}
      />
    </Form.Item>
  );
}
