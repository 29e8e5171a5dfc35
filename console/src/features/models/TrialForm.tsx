import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { present } from '../../parts/clock';
import { FormProblem } from '../../parts/FormProblem';
import { Bones } from '../../parts/Later';
import { dayOf } from '../../parts/time';
import { useLanguage, useTexts } from '../../words';
import { unitIn } from '../../words/measures';
import { trialWords } from '../../words/trial';
import { areasQuery } from '../devices/api';
import { isOver, type Limit, type Model } from './api';
import { byRule, changed, fieldOf } from './limits';
import style from './TrialPage.module.css';

const EVERYWHERE = 0;
const USUAL_DAYS = 7;
const DAY_MS = 86_400_000;

interface Fields {
  limits: Record<string, number | null>;
  area: number;
  first_day: string;
  last_day: string;
}

/** What was asked before: a trial, or a sweep, which has no limits of its own. */
interface Asked {
  state: string;
  area: Schemas['Ref'] | null;
  first_day: string;
  last_day: string;
  limits?: Limit[];
}

interface Props {
  model: Model;
  asked: Asked | undefined;
  isSending: boolean;
  isLooking: boolean;
  error: unknown;
  onTry: (body: Schemas['TrialRequest']) => void;
  /** Not there where verdicts on this model are not for this person. */
  onLook: ((body: Schemas['SweepRequest']) => void) | undefined;
}

/** The model's limits, each within its bounds, and on which part of the past to try them. */
export function TrialForm({ model, asked, isSending, isLooking, error, onTry, onLook }: Props) {
  const { pick, language } = useLanguage();
  const says = useTexts(trialWords);
  const areas = useQuery(areasQuery);
  const [isUnchanged, setUnchanged] = useState(false);
  const [form] = Form.useForm<Fields>();
  const top = areas.data?.filter(({ parent }) => parent === null) ?? [];
  const send = ({ limits, area, first_day, last_day }: Fields) => {
    const other = changed(model.parameters, limits);
    setUnchanged(other.length === 0);
    if (other.length === 0) return;
    onTry({ model: model.name, limits: other, area: area || null, first_day, last_day });
  };
  const look = () => {
    const { area, first_day, last_day } = form.getFieldsValue();
    onLook?.({ model: model.name, area: area || null, first_day, last_day });
  };
  const isWaiting = asked !== undefined && !isOver(asked);
  if (!areas.data) {
    return (
      <div className={style.form}>
        <Bones lines={8} />
      </div>
    );
  }
  return (
    <Form<Fields>
      form={form}
      className={style.form}
      layout="vertical"
      requiredMark={false}
      initialValues={{
        limits: {
          ...Object.fromEntries(model.parameters.map((each) => [fieldOf(each), each.value])),
          ...Object.fromEntries(
            (asked?.limits ?? []).map((each) => [fieldOf({ rule: each.rule, name: each.parameter }), each.value]),
          ),
        },
        area: asked?.area?.id ?? (top.length === 1 ? top[0]?.id : EVERYWHERE),
        first_day: asked?.first_day ?? dayBefore(USUAL_DAYS - 1),
        last_day: asked?.last_day ?? dayBefore(0),
      }}
      onFinish={send}
    >
      {byRule(model.parameters).map((parameters) => (
        <fieldset key={parameters[0]?.rule} className={style.rule}>
          <legend>{parameters[0] && pick(parameters[0].rule_title)}</legend>
          {parameters.map((each) => (
            <Form.Item
              key={fieldOf(each)}
              name={['limits', fieldOf(each)]}
              label={pick(each.title)}
              extra={says.bounds(each.value, each.min, each.max, unitIn(each.unit, language))}
            >
              <InputNumber
                min={each.min}
                max={each.max}
                suffix={unitIn(each.unit, language) || undefined}
                style={{ width: '100%' }}
              />
            </Form.Item>
          ))}
        </fieldset>
      ))}
      <Form.Item name="area" label={says.area}>
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          options={[
            ...(top.length === 1 ? [] : [{ value: EVERYWHERE, label: says.everywhere }]),
            ...areas.data.map(({ id, name, depth }) => ({
              value: id,
              label: `${'　'.repeat(depth - 1)}${pick(name)}`,
            })),
          ]}
        />
      </Form.Item>
      <div className={style.days}>
        <Form.Item name="first_day" label={says.days}>
          <Input type="date" required />
        </Form.Item>
        <Form.Item name="last_day" label={says.until}>
          <Input type="date" required max={dayBefore(0)} />
        </Form.Item>
      </div>
      {isUnchanged && <p role="alert">{says.unchanged}</p>}
      <FormProblem error={error} />
      <Button
        className={style.run}
        type="primary"
        htmlType="submit"
        loading={isSending || (isWaiting && asked.limits !== undefined)}
      >
        {says.run}
      </Button>
      {onLook && (
        <div className={style.look}>
          <Button onClick={look} loading={isLooking || (isWaiting && asked.limits === undefined)}>
            {says.look}
          </Button>
          <p className={style.quiet}>{says.lookLead}</p>
        </div>
      )}
    </Form>
  );
}

/** The day so many days ago, by the platform's clock. */
const dayBefore = (days: number): string => dayOf(present() - days * DAY_MS);
