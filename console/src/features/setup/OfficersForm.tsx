import { useMutation } from '@tanstack/react-query';
import { Button, Form, Input, Typography } from 'antd';
import type { Schemas } from '../../api/client';
import { FormProblem } from '../../parts/FormProblem';
import { useTexts, useWords } from '../../words';
import { setupWords } from '../../words/setup';
import style from '../session/SignInPage.module.css';
import { inviteOfficers } from './api';

const ROLES = ['security_manager', 'auditor'] as const;

/** The two other officers: nobody administers, grants rights and audits in one person. */
export function OfficersForm({ onShown, onDone }: { onShown: () => void; onDone: () => void }) {
  const { signIn, alert } = useWords();
  const setup = useTexts(setupWords);
  const send = useMutation({ mutationFn: inviteOfficers, onSuccess: onShown });
  const needed = { required: true, message: alert.needed };
  if (send.data) {
    return (
      <>
        <h1 className={style.title}>{setup.invited}</h1>
        <p className={style.lead}>{setup.invitedLead}</p>
        <dl className={style.credential}>
          {send.data.invitations.map(({ role, username, password }) => (
            <div key={role}>
              <dt>
                {setup.officers[role as 'auditor']} · {username}
              </dt>
              <dd>
                <Typography.Text copyable={{ text: password }} code>
                  {password}
                </Typography.Text>
              </dd>
            </div>
          ))}
        </dl>
        <Button type="primary" size="large" block onClick={onDone}>
          {setup.written}
        </Button>
      </>
    );
  }
  return (
    <Form<Schemas['NewOfficers']>
      layout="vertical"
      size="large"
      requiredMark={false}
      onFinish={(given) => send.mutate(given)}
    >
      <h1 className={style.title}>{setup.officersTitle}</h1>
      <p className={style.lead}>{setup.officersLead}</p>
      {ROLES.map((role) => (
        <fieldset key={role} className={style.officer}>
          <legend>{setup.officers[role]}</legend>
          <div className={style.row}>
            <Form.Item name={[role, 'name']} label={setup.name} rules={[needed]}>
              <Input autoComplete="off" />
            </Form.Item>
            <Form.Item
              name={[role, 'username']}
              label={signIn.username}
              rules={[needed, { pattern: /^[A-Za-z0-9._-]{2,40}$/, message: setup.usernameRule }]}
            >
              <Input autoComplete="off" autoCapitalize="none" spellCheck={false} />
            </Form.Item>
          </div>
        </fieldset>
      ))}
      <FormProblem error={send.error} />
      <Button type="primary" htmlType="submit" block loading={send.isPending}>
        {signIn.next}
      </Button>
    </Form>
  );
}
