import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { FormProblem } from '../../parts/FormProblem';
import { useWords } from '../../words';
import { handOver, type Shift } from './api';
import style from './Shift.module.css';

/** A word to the next shift, and the signature of who leaves. */
export function HandOverForm({ shift }: { shift: Shift }) {
  const words = useWords();
  const queries = useQueryClient();
  const [form] = Form.useForm<{ note: string }>();
  const send = useMutation({
    mutationFn: ({ note }: { note: string }) =>
      handOver({ area: shift.post?.area.id ?? 0, role: shift.post?.role.role ?? '', note }),
    onSuccess: () => {
      form.resetFields();
      void queries.invalidateQueries({ queryKey: ['shift'] });
    },
  });
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ note: '' }}
      onFinish={(fields) => send.mutate(fields)}
      className={style.form}
    >
      <Form.Item name="note" label={words.shift.note} extra={words.shift.noteHint}>
        <Input.TextArea autoSize={{ minRows: 3, maxRows: 10 }} maxLength={2000} />
      </Form.Item>
      <FormProblem error={send.error} />
      <Button type="primary" size="large" htmlType="submit" loading={send.isPending}>
        {words.shift.sign}
      </Button>{' '}
      <span className={style.quiet}>{send.isSuccess ? words.shift.signed : words.shift.signHint}</span>
    </Form>
  );
}
