import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Form, Modal } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../words';
import { FormProblem } from './FormProblem';

interface Props<Fields, Made> {
  /** Its heading, and what the button that sends it says. */
  title: string;
  lead?: ReactNode;
  send: (fields: Fields) => Promise<Made>;
  /** First part of the keys of queries that its sending makes stale. */
  refresh: string;
  onMade?: (made: Made) => void;
  onClose: () => void;
  children: ReactNode;
}

/** A form that asks for one thing: sends it, says why not beside the button, closes once it is done. */
export function FormModal<Fields extends object, Made>(props: Props<Fields, Made>) {
  const { title, lead, send, refresh, onMade, onClose, children } = props;
  const words = useWords();
  const queries = useQueryClient();
  const [form] = Form.useForm<Fields>();
  const sending = useMutation({
    mutationFn: send,
    // What was typed must not stay in the browser's memory of queries.
    gcTime: 0,
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: [refresh] });
      onMade?.(made);
      onClose();
    },
  });
  return (
    <Modal
      open
      destroyOnHidden
      title={title}
      okText={title}
      cancelText={words.alert.cancel}
      confirmLoading={sending.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      {lead && <p>{lead}</p>}
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        autoComplete="off"
        onFinish={(fields) => sending.mutate(fields)}
      >
        {children}
        <FormProblem error={sending.error} />
      </Form>
    </Modal>
  );
}

/** The rule of a field that must be filled in. */
export function useNeeded() {
  const words = useWords();
  return [{ required: true, message: words.alert.needed }];
}
