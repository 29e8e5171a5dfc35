import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { Button, Form, Input } from 'antd';
import { Preferences } from '../../app/Preferences';
import { FormProblem } from '../../parts/FormProblem';
import { useTexts, useWords } from '../../words';
import { setupWords } from '../../words/setup';
import { changePassword, sessionQuery } from './api';
import style from './SignInPage.module.css';

interface Fields {
  old: string;
  new: string;
}

/** A password of one's own, instead of the one that was handed over. */
export function PasswordPage() {
  const { signIn, alert } = useWords();
  const setup = useTexts(setupWords);
  const queries = useQueryClient();
  const router = useRouter();
  const send = useMutation({
    mutationFn: changePassword,
    onSuccess: async (session) => {
      queries.setQueryData(sessionQuery.queryKey, session);
      await router.invalidate();
      await router.navigate({ to: '/' });
    },
  });
  const needed = { required: true, message: alert.needed };
  return (
    <div className={style.page}>
      <Preferences />
      <main className={style.box} id="content">
        <Form<Fields> layout="vertical" size="large" requiredMark={false} onFinish={(fields) => send.mutate(fields)}>
          <h1 className={style.title}>{signIn.newPasswordTitle}</h1>
          <p className={style.lead}>{signIn.newPasswordLead}</p>
          <Form.Item name="old" label={signIn.oldPassword} rules={[needed]}>
            <Input.Password autoComplete="current-password" autoFocus />
          </Form.Item>
          <Form.Item name="new" label={signIn.newPassword} rules={[needed, { min: 10, message: setup.passwordRule }]}>
            <Input.Password autoComplete="new-password" />
          </Form.Item>
          <FormProblem error={send.error} />
          <Button type="primary" htmlType="submit" block loading={send.isPending}>
            {signIn.next}
          </Button>
        </Form>
      </main>
    </div>
  );
}
