import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Modal, Radio, Select } from 'antd';
import { FormProblem } from '../../parts/FormProblem';
import { useLanguage } from '../../words';
import { openAlertsQuery } from '../alerts/api';
import { choicesQuery, sendJointly } from './api';
import style from './Dispatch.module.css';

interface Fields {
  alert: number;
  lead: number;
  parts: { unit: number; what: string }[];
}

/** Sends an alert to several organisations, one of which leads. */
export function SendForm({ alert, onClose }: { alert: number | undefined; onClose: () => void }) {
  const { words, pick } = useLanguage();
  const { dispatch: say } = words;
  const queries = useQueryClient();
  const [form] = Form.useForm<Fields>();
  const chosen = Form.useWatch('alert', form) ?? alert;
  const parts = Form.useWatch('parts', form) ?? [];
  const alerts = useQuery(openAlertsQuery);
  const choices = useQuery({ ...choicesQuery(chosen ?? 0), enabled: chosen !== undefined });
  const units = choices.data?.units ?? [];
  const send = useMutation({
    // With one organisation nobody is asked who leads.
    mutationFn: ({ alert: of, lead = 0, parts: asked }: Fields) =>
      sendJointly(
        of,
        asked.map((part, place) => ({ ...part, is_lead: place === lead })),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['dispatches'] });
      onClose();
    },
  });
  const needed = [{ required: true, message: words.alert.needed }];
  const options = units.map(({ id, name }) => ({ value: id, label: pick(name) }));
  const nameOf = (unit: number | undefined) => options.find(({ value }) => value === unit)?.label;
  return (
    <Modal
      open
      width={640}
      title={say.send}
      okText={say.send}
      cancelText={words.alert.cancel}
      confirmLoading={send.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      <p>{say.sendLead}</p>
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ alert, lead: 0, parts: [{}] }}
        onFinish={(given) => send.mutate(given)}
      >
        <Form.Item name="alert" label={say.alert} rules={needed}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            loading={alerts.isPending}
            options={alerts.data?.items.map(({ id, line }) => ({ value: id, label: pick(line) }))}
          />
        </Form.Item>
        {choices.data && units.length === 0 && <p role="status">{say.noUnits}</p>}
        <Form.List name="parts">
          {(rows, { add, remove }) => (
            <>
              {rows.map(({ key, name }) => (
                <div key={key} className={style.part}>
                  <Form.Item name={[name, 'unit']} label={say.unit} rules={needed}>
                    <Select options={options} />
                  </Form.Item>
                  <Form.Item name={[name, 'what']} label={say.what} rules={needed}>
                    <Input maxLength={200} />
                  </Form.Item>
                  {rows.length > 1 && (
                    <Form.Item>
                      <Button type="link" onClick={() => remove(name)}>
                        {say.less}
                      </Button>
                    </Form.Item>
                  )}
                </div>
              ))}
              <Button onClick={() => add({})}>{say.more}</Button>
            </>
          )}
        </Form.List>
        {parts.length > 1 && (
          <Form.Item name="lead" label={say.leads} rules={needed}>
            <Radio.Group options={parts.map((part, place) => ({ value: place, label: nameOf(part?.unit) ?? '—' }))} />
          </Form.Item>
        )}
        <FormProblem error={send.error} />
      </Form>
    </Modal>
  );
}
