import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Form, Input, Modal } from 'antd';
import { FormProblem } from '../../parts/FormProblem';
import { useTexts, useWords } from '../../words';
import { registersWords } from '../../words/registers';
import { setupWords } from '../../words/setup';
import { invite, type NewAccount } from './api';
import { FirstPasswordView } from './FirstPasswordView';

/** A new account for one named person; its first password is shown once. */
export function InviteForm({ onClose }: { onClose: () => void }) {
  const words = useWords();
  const registersSays = useTexts(registersWords);
  const setupSays = useTexts(setupWords);
  const queries = useQueryClient();
  const [form] = Form.useForm<NewAccount>();
  const send = useMutation({
    mutationFn: invite,
    gcTime: 0,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['accounts'] }),
  });
  const needed = { required: true, message: words.alert.needed };
  if (send.data) {
    return (
      <Modal open title={registersSays.accounts.password} footer={null} closable={false}>
        <FirstPasswordView given={send.data} onDone={onClose} />
      </Modal>
    );
  }
  return (
    <Modal
      open
      title={registersSays.accounts.invite}
      okText={registersSays.accounts.invite}
      cancelText={words.alert.cancel}
      confirmLoading={send.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      <p>{registersSays.accounts.inviteLead}</p>
      <Form<NewAccount>
        form={form}
        layout="vertical"
        requiredMark={false}
        autoComplete="off"
        onFinish={(given) => send.mutate({ ...given, unit: given.unit ?? '' })}
      >
        <Form.Item name="name" label={registersSays.accounts.name} rules={[needed]}>
          <Input autoFocus maxLength={40} />
        </Form.Item>
        <Form.Item
          name="username"
          label={registersSays.accounts.username}
          rules={[needed, { pattern: /^[A-Za-z0-9._-]{2,40}$/, message: setupSays.usernameRule }]}
        >
          <Input autoCapitalize="none" spellCheck={false} />
        </Form.Item>
        <Form.Item name="unit" label={registersSays.accounts.unit} extra={registersSays.accounts.unitHint}>
          <Input maxLength={80} />
        </Form.Item>
        <FormProblem error={send.error} />
      </Form>
    </Modal>
  );
}
