import { useMutation } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { FormProblem } from '../../parts/FormProblem';
import { useTexts, useWords } from '../../words';
import { setupWords } from '../../words/setup';
import style from '../session/SignInPage.module.css';
import { makeAdministrator } from './api';

interface Fields {
  username: string;
  name: string;
  password: string;
  code?: string;
}

export function AdministratorForm({ isCodeNeeded, onDone }: { isCodeNeeded: boolean; onDone: () => void }) {
  const { signIn, alert } = useWords();
  const setup = useTexts(setupWords);
  const send = useMutation({
    mutationFn: ({ code = '', ...fields }: Fields) => makeAdministrator({ code, ...fields }),
    onSuccess: onDone,
  });
  const needed = { required: true, message: alert.needed };
  return (
    <Form<Fields> layout="vertical" size="large" requiredMark={false} onFinish={(fields) => send.mutate(fields)}>
      <h1 className={style.title}>{setup.administrator}</h1>
      <p className={style.lead}>{setup.administratorLead}</p>
      {isCodeNeeded && (
        <Form.Item name="code" label={setup.code} extra={setup.codeHint} rules={[needed]}>
          <Input autoComplete="off" />
        </Form.Item>
      )}
      <Form.Item name="name" label={setup.name} rules={[needed]}>
        <Input autoComplete="name" autoFocus />
      </Form.Item>
      <Form.Item
        name="username"
        label={signIn.username}
        rules={[needed, { pattern: /^[A-Za-z0-9._-]{2,40}$/, message: setup.usernameRule }]}
      >
        <Input autoComplete="username" autoCapitalize="none" spellCheck={false} />
      </Form.Item>
      <Form.Item name="password" label={signIn.password} rules={[needed, { min: 10, message: setup.passwordRule }]}>
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <FormProblem error={send.error} />
      <Button type="primary" htmlType="submit" block loading={send.isPending}>
        {signIn.next}
      </Button>
    </Form>
  );
}
