import { useSession } from '../features/session/useSession';
import { useWords } from '../words';

/** For somebody whose post opens no page: said, instead of an empty screen. */
export function Welcome() {
  const { welcome } = useWords();
  const { user } = useSession();
  return (
    <section className="answer">
      <h1>{welcome.title(user.name)}</h1>
      <p>{welcome.lead}</p>
    </section>
  );
}
