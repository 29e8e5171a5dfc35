import { Button } from 'antd';
import { ApiProblem, isRefusal } from '../api/client';
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
  const refused = isRefusal(error);
  const said = problem?.words ? pick(problem.words) : null;
  return (
    <div className={style.problem} role="alert" data-problem>
      <strong>{said ?? sentence(words, name, problem)}</strong>
      {problem?.status === 403 && <p>{words.problem.forbiddenNext}</p>}
      {!refused && <p>{words.problem.retrying}</p>}
      {retry && !refused && <Button onClick={retry}>{words.problem.retry}</Button>}
    </div>
  );
}

function sentence(words: Words, name: string, problem: ApiProblem | null): string {
  if (!problem) return words.problem.crashed;
  if (problem.status === 0) return words.problem.offline(name);
  if (problem.status === 403) return words.problem.forbidden(name);
  if (problem.status === 404) return words.problem.absent(name);
  if (isRefusal(problem)) return words.problem.refused(name, problem.status);
  return words.problem.server(name, problem.status);
}
