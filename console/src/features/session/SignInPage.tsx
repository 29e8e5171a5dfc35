import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { Preferences } from '../../app/Preferences';
import { Bones } from '../../parts/Later';
import { Problem } from '../../parts/Problem';
import { useWords } from '../../words';
import { demoRolesQuery, type Session, sessionQuery } from './api';
import { CodeForm } from './CodeForm';
import { DemoRoles } from './DemoRoles';
import { PasskeyForm } from './PasskeyForm';
import { PasswordForm } from './PasswordForm';
import style from './SignInPage.module.css';

const route = getRouteApi('/sign-in');
type Step = 'password' | 'passkey' | 'second_factor' | 'enrol';

/** The way in: a role to play in the demo; password and then a passkey or a code everywhere else. */
export function SignInPage() {
  const words = useWords();
  const queries = useQueryClient();
  const router = useRouter();
  const { next } = route.useSearch();
  const [step, setStep] = useState<Step>('password');
  const roles = useQuery(demoRolesQuery);

  const enter = (session: Session) => {
    queries.clear();
    queries.setQueryData(sessionQuery.queryKey, session);
    router.history.push(next ?? '/');
  };
  return (
    <div className={style.page}>
      <Preferences />
      <main className={style.box} id="content">
        <p className={style.brand}>
          <img src="/icon.svg" alt="" width="40" height="40" />
          <span>{words.name}</span>
        </p>
        {roles.isPending && <Bones lines={6} />}
        {roles.isError && <Problem error={roles.error} what="signIn" retry={() => roles.refetch()} />}
        {roles.data && roles.data.length > 0 && <DemoRoles roles={roles.data} onEnter={enter} />}
        {roles.data?.length === 0 && step === 'password' && <PasswordForm onNext={setStep} />}
        {step === 'passkey' && (
          <PasskeyForm onEnter={enter} onCode={() => setStep('second_factor')} onBack={() => setStep('password')} />
        )}
        {(step === 'second_factor' || step === 'enrol') && (
          <CodeForm isNew={step === 'enrol'} onEnter={enter} onBack={() => setStep('password')} />
        )}
      </main>
    </div>
  );
}
