import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Form, Input, Modal } from 'antd';
import { FormProblem } from '../../parts/FormProblem';
import { useTexts, useWords } from '../../words';
import { registersWords } from '../../words/registers';
import { type ResidentGiven, register } from './api';

/** Registers somebody who signed for it. */
export function RegisterForm({ onClose, onMade }: { onClose: () => void; onMade: (id: number) => void }) {
  const words = useWords();
  const says = useTexts(registersWords);
  const queries = useQueryClient();
  const [form] = Form.useForm<ResidentGiven>();
  const send = useMutation({
    mutationFn: register,
    // What was typed must not stay in the browser's memory of queries.
    gcTime: 0,
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries({ queryKey: ['residents'] });
      onMade(id);
      onClose();
    },
  });
  const needed = [{ required: true, message: words.alert.needed }];
  return (
    <Modal
      open
      destroyOnHidden
      title={says.residents.register}
      okText={says.residents.register}
      cancelText={words.alert.cancel}
      confirmLoading={send.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      <p>{says.residents.registerLead}</p>
      <Form<ResidentGiven>
        form={form}
        layout="vertical"
        requiredMark={false}
        autoComplete="off"
        onFinish={(given) => send.mutate({ ...given, phone: given.phone ?? '', id_number: given.id_number ?? '' })}
      >
        <Form.Item name="dwelling" label={says.residents.dwelling} rules={needed}>
          <Input autoFocus maxLength={40} />
        </Form.Item>
        <Form.Item name="name" label={says.residents.name} rules={needed}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="phone" label={says.residents.phone}>
          <Input maxLength={20} inputMode="tel" />
        </Form.Item>
        <Form.Item name="document" label={says.residents.consentDocument} rules={needed}>
          <Input maxLength={60} />
        </Form.Item>
        <FormProblem error={send.error} />
      </Form>
    </Modal>
  );
}
