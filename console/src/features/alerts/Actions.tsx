import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useKeys } from '../../app/keys';
import { FormProblem } from '../../parts/FormProblem';
import { useWords } from '../../words';
import { useSession } from '../session/useSession';
import style from './AlertView.module.css';
import type { Alert, StepGiven } from './api';
import { draftOf, dropDraft, keepDraft } from './drafts';
import { StepForm } from './StepForm';
import { type Step, stepsFor } from './steps';
import { useStep } from './useStep';

/** What one can do now, always at the same place: the next step large, the others beside it, each with its key. */
export function Actions({ alert }: { alert: Alert }) {
  const words = useWords();
  const [open, setOpen] = useState<Step | null>(null);
  const { user } = useSession();
  const { mutate, isPending, error, reset } = useStep(alert.id);
  const steps = useMemo(() => stepsFor(alert), [alert]);
  const bindings = useMemo(() => {
    const take = (step: Step) => {
      reset();
      if (step.asks || step.isFinal) setOpen(step);
      else mutate({ action: step.action, given: {} });
    };
    return steps.map((step) => ({ key: step.key, label: nameOf(step, words), run: () => take(step), step }));
  }, [steps, mutate, reset, words]);
  useKeys(bindings);

  const send = (given: StepGiven) => {
    if (!open) return;
    const sent = () => {
      dropDraft(draft(open));
      setOpen(null);
    };
    mutate({ action: open.action, given }, { onSuccess: sent });
  };
  const draft = ({ action }: Step) => ({ user: user.id, alert: alert.id, action });
  const isDone = alert.work_state === 'archived';
  if (steps.length === 0) return <Nothing alert={alert} />;
  return (
    <footer className={style.actions}>
      {isDone && !open && <p className={style.done}>{words.alert.done}</p>}
      {!open && <FormProblem error={error} />}
      {open ? (
        <StepForm
          alert={alert}
          step={open}
          isSending={isPending}
          error={error}
          onSend={send}
          onCancel={() => setOpen(null)}
          draft={draftOf(draft(open))}
          onDraft={(given) => keepDraft(draft(open), given)}
        />
      ) : (
        <div className={style.buttons}>
          {bindings.map(({ step, key, label, run }, place) => (
            <Button
              key={key}
              type={place === 0 && !isDone ? 'primary' : 'default'}
              size="large"
              className={place === 0 && !isDone ? style.main : undefined}
              loading={isPending && place === 0}
              disabled={isPending}
              onClick={run}
              data-action={step.action}
            >
              {label}
              <kbd>{key.toUpperCase()}</kbd>
            </Button>
          ))}
        </div>
      )}
    </footer>
  );
}

const nameOf = (step: Step, words: ReturnType<typeof useWords>): string =>
  step.given?.verdict === 'false'
    ? words.verdicts.false
    : (words.actions[step.action as keyof typeof words.actions] ?? step.action);

/** Nothing to do is said, with who has it. */
function Nothing({ alert }: { alert: Alert }) {
  const words = useWords();
  const holder = alert.claimed_by?.name;
  if (alert.work_state === 'archived') return <footer className={style.actions}>{words.alert.done}</footer>;
  if (alert.work_state === 'feedback') return <footer className={style.actions}>{words.alert.toVerify}</footer>;
  return <footer className={style.actions}>{holder ? words.alert.heldBy(holder) : words.alert.notYours}</footer>;
}
