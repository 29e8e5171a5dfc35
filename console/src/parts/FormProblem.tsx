import { Form } from 'antd';
import { ApiProblem } from '../api/client';
import { useLanguage } from '../words';
import style from './Problem.module.css';

/** Why something was not done, beside the button that asked for it; in a form, that what was filled in stays. */
export function FormProblem({ error }: { error: unknown }) {
  const { words, pick } = useLanguage();
  const hasFields = Boolean(Form.useFormInstance());
  if (!error) return null;
  const problem = error instanceof ApiProblem ? error : null;
  const says = hasFields ? words.problem.keptNotSent : words.problem.notSent;
  const text = problem?.words
    ? pick(problem.words)
    : problem?.status === 0
      ? says.offline
      : says.server(problem?.status ?? 0);
  return (
    <p className={style.form} role="alert">
      {text}
    </p>
  );
}
