import { FormProblem } from '../../parts/FormProblem';
import problem from '../../parts/Problem.module.css';
import { useWords } from '../../words';
import { PasskeyTrouble } from './passkeys';

/** What went wrong in the browser's window, or what the platform said. */
export function PasskeyProblem({ error }: { error: unknown }) {
  const { passkey } = useWords();
  if (!(error instanceof PasskeyTrouble)) return <FormProblem error={error} />;
  return (
    <p className={problem.form} role="alert">
      {passkey[error.why]}
    </p>
  );
}
