import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { Button, Steps } from 'antd';
import { useLayoutEffect, useState } from 'react';
import { Preferences } from '../../app/Preferences';
import { Bones } from '../../parts/Later';
import { Problem } from '../../parts/Problem';
import { useTexts, useWords } from '../../words';
import { setupWords } from '../../words/setup';
import { sessionQuery } from '../session/api';
import { CodeForm } from '../session/CodeForm';
import style from '../session/SignInPage.module.css';
import { AdministratorForm } from './AdministratorForm';
import { AreaForm } from './AreaForm';
import { type SetupState, setupQuery } from './api';
import { DeviceForm } from './DeviceForm';
import { OfficersForm } from './OfficersForm';

const STEPS = ['administrator', 'second_factor', 'area', 'device', 'officers'] as const;

/** The first run, from nothing to a device that can sign in; each step offers the next. */
export function SetupPage() {
  const words = useWords();
  const setup = useQuery(setupQuery);
  return (
    <div className={style.page}>
      <Preferences />
      <main className={`${style.box} ${style.wide}`} id="content">
        <p className={style.brand}>
          <img src="/icon.svg" alt="" width="40" height="40" />
          <span>{words.name}</span>
        </p>
        {setup.isPending && <Bones lines={6} />}
        {setup.isError && <Problem error={setup.error} what="page" retry={() => setup.refetch()} />}
        {setup.data && <Stages setup={setup.data} />}
      </main>
    </div>
  );
}

function Stages({ setup }: { setup: SetupState }) {
  const words = useWords();
  const says = useTexts(setupWords);
  const queries = useQueryClient();
  const router = useRouter();
  const [isNamed, setNamed] = useState(false);
  const [kept, setKept] = useState<SetupState['step'] | null>(null);
  // What was shown once stays until the reader moves on.
  const step = kept ?? setup.step;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a step begins at its top, not where the last one's button was.
  useLayoutEffect(() => {
    window.scrollTo(0, 0);
  }, [step, kept]);
  const refresh = () => {
    setKept(null);
    return queries.invalidateQueries({ queryKey: setupQuery.queryKey });
  };
  const leave = () => router.navigate({ to: '/' });
  const place = STEPS.indexOf(step as (typeof STEPS)[number]);
  return (
    <>
      <Steps
        size="small"
        className={style.steps}
        current={place < 0 ? STEPS.length : place}
        responsive={false}
        items={STEPS.map((name) => ({ title: says.steps[name] }))}
      />
      {step === 'administrator' && (
        <AdministratorForm
          isCodeNeeded={setup.code_needed}
          onDone={() => {
            setNamed(true);
            void refresh();
          }}
        />
      )}
      {step === 'second_factor' && isNamed && (
        <CodeForm
          isNew
          onEnter={(session) => {
            queries.setQueryData(sessionQuery.queryKey, session);
            void refresh();
          }}
        />
      )}
      {step === 'second_factor' && !isNamed && (
        <p>
          {says.signInFirst} <Link to="/sign-in">{words.signIn.title}</Link>
        </p>
      )}
      {step === 'area' && <AreaForm onDone={refresh} />}
      {step === 'device' && <DeviceForm onShown={() => setKept('device')} onDone={refresh} />}
      {step === 'officers' && <OfficersForm onShown={() => setKept('officers')} onDone={refresh} />}
      {step === 'done' && (
        <>
          <h1 className={style.title}>{says.done}</h1>
          <p className={style.lead}>{says.doneNext}</p>
          <Button type="primary" size="large" onClick={leave}>
            {says.enter}
          </Button>
          <Button type="link" size="large" onClick={() => router.navigate({ to: '/passkey' })}>
            {words.passkey.make}
          </Button>
        </>
      )}
      {(step === 'device' || step === 'officers') && !kept && (
        <Button type="link" className={style.back} onClick={() => router.navigate({ to: '/devices' })}>
          {says.later}
        </Button>
      )}
    </>
  );
}
