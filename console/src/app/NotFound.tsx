import { useWords } from '../words';

export function NotFound() {
  const words = useWords();
  return (
    <section className="answer">
      <h1>{words.problem.notFound}</h1>
      <p>{words.problem.notFoundNext}</p>
    </section>
  );
}
