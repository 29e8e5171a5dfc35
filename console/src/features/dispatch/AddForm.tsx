import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Form, Input, Modal, Select } from 'antd';
import { FormProblem } from '../../parts/FormProblem';
import { useLanguage } from '../../words';
import { addLeg, choicesQuery, type DispatchRow } from './api';

/** A further organisation, while the alert is open. */
export function AddForm({ row, onClose }: { row: DispatchRow; onClose: () => void }) {
  const { words, pick } = useLanguage();
  const { dispatch: say } = words;
  const queries = useQueryClient();
  const [form] = Form.useForm<{ unit: number; what: string }>();
  const choices = useQuery(choicesQuery(row.alert.id));
  const there = new Set(row.legs.map(({ unit }) => unit.id));
  const send = useMutation({
    mutationFn: (given: { unit: number; what: string }) => addLeg(row.id, { ...given, is_lead: false }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['dispatches'] });
      onClose();
    },
  });
  const needed = [{ required: true, message: words.alert.needed }];
  return (
    <Modal
      open
      title={say.add}
      okText={say.add}
      cancelText={words.alert.cancel}
      confirmLoading={send.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      <p>{say.sendLead}</p>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(given) => send.mutate(given)}>
        <Form.Item name="unit" label={say.unit} rules={needed}>
          <Select
            options={choices.data?.units
              .filter(({ id }) => !there.has(id))
              .map(({ id, name }) => ({ value: id, label: pick(name) }))}
          />
        </Form.Item>
        <Form.Item name="what" label={say.what} rules={needed}>
          <Input maxLength={200} />
        </Form.Item>
        <FormProblem error={send.error} />
      </Form>
    </Modal>
  );
}
