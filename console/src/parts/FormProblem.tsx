import { ApiProblem } from '../api/client';
import { useLanguage } from '../words';
import style from './Problem.module.css';

/** Why something was not done, beside the button that asked for it. What was filled in stays. */
export function FormProblem({ error }: { error: unknown }) {
  const { words, pick } = useLanguage();
  if (!error) return null;
  const problem = error instanceof ApiProblem ? error : null;
  const text = problem?.words
    ? pick(problem.words)
    : problem?.status === 0
      ? words.problem.notSentOffline
      : words.problem.notSent(problem?.status ?? 0);
  return (
    <p className={style.form} role="alert">
      {text}
    </p>
  );
}
