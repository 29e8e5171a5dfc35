import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Form, Input, Modal, Select } from 'antd';
import { FormProblem } from '../../parts/FormProblem';
import { useLanguage } from '../../words';
import { askVolunteer, choicesQuery, type DispatchRow } from './api';

/** Asks one volunteer for one thing. */
export function OfferForm({ row, onClose }: { row: DispatchRow; onClose: () => void }) {
  const { words } = useLanguage();
  const { dispatch: say } = words;
  const queries = useQueryClient();
  const [form] = Form.useForm<{ volunteer: number; what: string }>();
  const choices = useQuery(choicesQuery(row.alert.id));
  const send = useMutation({
    mutationFn: ({ volunteer, what }: { volunteer: number; what: string }) => askVolunteer(row.id, volunteer, what),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['dispatches'] });
      onClose();
    },
  });
  const needed = [{ required: true, message: words.alert.needed }];
  return (
    <Modal
      open
      title={say.ask}
      okText={say.ask}
      cancelText={words.alert.cancel}
      confirmLoading={send.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      <p>{choices.data?.volunteers.length === 0 ? say.noVolunteers : say.askLead}</p>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(given) => send.mutate(given)}>
        <Form.Item name="volunteer" label={say.volunteer} rules={needed}>
          <Select options={choices.data?.volunteers.map(({ id, name }) => ({ value: id, label: name }))} />
        </Form.Item>
        <Form.Item name="what" label={say.what} rules={needed}>
          <Input maxLength={120} />
        </Form.Item>
        <FormProblem error={send.error} />
      </Form>
    </Modal>
  );
}
