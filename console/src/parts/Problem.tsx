import { Button } from 'antd';
import { ApiProblem } from '../api/client';
import { useLanguage, type Words } from '../words';
import style from './Problem.module.css';

interface Props {
  error: unknown;
  /** What was being read or done, as a name in the catalogue. */
  what: keyof Words['problem']['what'];
  retry?: () => void;
}

/** What went wrong, where, and what now, in words. */
export function Problem({ error, what, retry }: Props) {
  const { words, pick } = useLanguage();
  const name = words.problem.what[what];
  const problem = error instanceof ApiProblem ? error : null;
  const forbidden = problem?.status === 403;
  const said = problem?.words ? pick(problem.words) : null;
  return (
    <div className={style.problem} role="alert" data-problem>
      <strong>{said ?? sentence(words, name, problem)}</strong>
      <p>{forbidden ? words.problem.forbiddenNext : words.problem.retrying}</p>
      {retry && !forbidden && <Button onClick={retry}>{words.problem.retry}</Button>}
    </div>
  );
}

function sentence(words: Words, name: string, problem: ApiProblem | null): string {
  if (!problem) return words.problem.crashed;
  if (problem.status === 0) return words.problem.offline(name);
  if (problem.status === 403) return words.problem.forbidden(name);
  return words.problem.server(name, problem.status);
}
