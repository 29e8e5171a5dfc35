import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useWords } from '../../words';
import type { Session } from './api';
import { PasskeyProblem } from './PasskeyProblem';
import { signInWithPasskey } from './passkeys';
import style from './SignInPage.module.css';

interface Props {
  onEnter: (session: Session) => void;
  onCode: () => void;
  onBack: () => void;
}

/** Second step of whoever has a passkey; the code of an authenticator is the way out, not the way in. */
export function PasskeyForm({ onEnter, onCode, onBack }: Props) {
  const { passkey, signIn } = useWords();
  const send = useMutation({ mutationFn: signInWithPasskey, onSuccess: onEnter });
  return (
    <div>
      <h1 className={style.title}>{passkey.signInTitle}</h1>
      <p className={style.lead}>{passkey.signInLead}</p>
      <PasskeyProblem error={send.error} />
      <Button type="primary" size="large" block autoFocus loading={send.isPending} onClick={() => send.mutate()}>
        {passkey.use}
      </Button>
      <p className={style.otherway}>
        <Button type="link" onClick={onCode} className={style.back}>
          {passkey.byCode}
        </Button>
        <span>{passkey.byCodeNote}</span>
        <Button type="link" onClick={onBack} className={style.back}>
          {signIn.back}
        </Button>
      </p>
    </div>
  );
}
