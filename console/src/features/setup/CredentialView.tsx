import { Alert, Button, Typography } from 'antd';
import { useTexts, useWords } from '../../words';
import { setupWords } from '../../words/setup';
import style from '../session/SignInPage.module.css';
import type { Credential } from './api';

interface Props {
  credential: Credential;
  onDone: () => void;
  /** In a dialog, which has the title: what the button says. Without it, that the first run goes on. */
  done?: string;
}

/** What to type into the device. It is not stored in readable form, so it is shown this once. */
export function CredentialView({ credential, onDone, done }: Props) {
  const { signIn } = useWords();
  const setup = useTexts(setupWords);
  const rows: [name: string, value: string | null | undefined][] = [
    [setup.host, `${credential.host}:${credential.port}`],
    [setup.path, credential.path],
    [signIn.username, credential.username],
    [signIn.password, credential.password],
    [setup.realm, credential.realm],
    [setup.token, credential.token],
  ];
  return (
    <>
      {!done && <h1 className={style.title}>{setup.credential}</h1>}
      <p className={style.lead}>{setup.credentialLead}</p>
      <dl className={style.credential}>
        {rows.map(
          ([name, value]) =>
            value && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  <Typography.Text copyable={{ text: value }} code>
                    {value}
                  </Typography.Text>
                </dd>
              </div>
            ),
        )}
      </dl>
      {credential.local_only && <Alert className={style.warning} type="warning" showIcon title={setup.localOnly} />}
      <Button type="primary" size="large" block onClick={onDone}>
        {done ?? setup.written}
      </Button>
    </>
  );
}
