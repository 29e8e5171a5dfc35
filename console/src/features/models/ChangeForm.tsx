import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button, Form, Input, Radio } from 'antd';
import { FormProblem } from '../../parts/FormProblem';
import { useTexts, useWords } from '../../words';
import { trialWords } from '../../words/trial';
import { changeLimits, type Trial } from './api';
import style from './TrialPage.module.css';

interface Fields {
  reason: string;
  shadow: boolean;
}

/** Lets the limits tried run in shadow, or puts them in force, with the reason. */
export function ChangeForm({ trial }: { trial: Trial }) {
  const { alert, marks } = useWords();
  const words = useTexts(trialWords);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const send = useMutation({
    mutationFn: ({ reason, shadow }: Fields) =>
      changeLimits({ model: trial.model, limits: trial.limits, area: trial.area?.id ?? null, reason, shadow }),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['limits'] });
      void queries.invalidateQueries({ queryKey: ['models'] });
      void navigate({ to: '/models', search: { model: trial.model } });
    },
  });
  return (
    <Form<Fields>
      className={style.keep}
      layout="vertical"
      requiredMark={false}
      initialValues={{ shadow: true }}
      onFinish={(fields) => send.mutate(fields)}
    >
      <h2>{words.keep}</h2>
      <Form.Item name="shadow">
        <Radio.Group
          options={[
            { value: true, label: `${words.asShadow}${marks.colon}${words.asShadowHint}` },
            { value: false, label: words.atOnce },
          ]}
        />
      </Form.Item>
      <Form.Item
        name="reason"
        label={words.reason}
        extra={words.reasonHint}
        rules={[{ required: true, min: 2, message: alert.needed }]}
      >
        <Input maxLength={300} />
      </Form.Item>
      <FormProblem error={send.error} />
      <Button htmlType="submit" loading={send.isPending}>
        {words.save}
      </Button>
    </Form>
  );
}
