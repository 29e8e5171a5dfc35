import { useMutation } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { FormProblem } from '../../parts/FormProblem';
import { useWords } from '../../words';
import { givePassword } from './api';
import style from './SignInPage.module.css';

interface Fields {
  username: string;
  password: string;
}

/** First step: name and password. What was typed stays when it is refused. */
export function PasswordForm({ onNext }: { onNext: (step: 'passkey' | 'second_factor' | 'enrol') => void }) {
  const { signIn } = useWords();
  const send = useMutation({
    mutationFn: ({ username, password }: Fields) => givePassword(username, password),
    onSuccess: ({ next }) => onNext(next === 'enrol' || next === 'passkey' ? next : 'second_factor'),
  });
  return (
    <Form<Fields> layout="vertical" requiredMark={false} onFinish={(fields) => send.mutate(fields)} size="large">
      <h1 className={style.title}>{signIn.title}</h1>
      <Form.Item name="username" label={signIn.username} rules={[{ required: true, message: signIn.usernameMissing }]}>
        <Input autoComplete="username" autoCapitalize="none" spellCheck={false} autoFocus />
      </Form.Item>
      <Form.Item name="password" label={signIn.password} rules={[{ required: true, message: signIn.passwordMissing }]}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <FormProblem error={send.error} />
      <Button type="primary" htmlType="submit" block loading={send.isPending}>
        {signIn.next}
      </Button>
    </Form>
  );
}
