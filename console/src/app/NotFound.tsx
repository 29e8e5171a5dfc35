import { Link } from '@tanstack/react-router';
import { useWords } from '../words';

export function NotFound() {
  const words = useWords();
  return (
    <main id="content" className="answer" data-problem>
      <h1>{words.problem.notFound}</h1>
      <p>{words.problem.notFoundNext}</p>
      <p>
        <Link to="/">{words.problem.home}</Link>
      </p>
    </main>
  );
}
