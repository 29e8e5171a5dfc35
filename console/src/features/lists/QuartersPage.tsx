import { useQuery } from '@tanstack/react-query';
import { Preferences } from '../../app/Preferences';
import { ListPage } from '../../parts/ListPage';
import { useWords } from '../../words';
import { quartersQuery } from './figures';
import { Quarters } from './Quarters';

/** How right were the lists? For everybody, without signing in. */
export function QuartersPage() {
  const { listFigures: say } = useWords();
  const { data } = useQuery(quartersQuery);
  return (
    <main id="content">
      <ListPage
        label={say.title}
        answer={data ? say.answer(new Set(data.map(({ quarter }) => quarter)).size) : say.title}
        tools={
          <>
            <Preferences />
            <p className="quiet">{say.lead}</p>
          </>
        }
      >
        <Quarters />
      </ListPage>
    </main>
  );
}
