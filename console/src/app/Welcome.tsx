import { useSession } from '../features/session/useSession';
import { useWords } from '../words';

/** For somebody whose post opens no page, or who has none yet: said, instead of an empty screen. */
export function Welcome() {
  const { welcome } = useWords();
  const { user, grants } = useSession();
  return (
    <section className="answer">
      <h1>{welcome.title(user.name)}</h1>
      <p>{grants.length ? welcome.lead : welcome.noPost}</p>
    </section>
  );
}
