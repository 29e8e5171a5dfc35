import { useWords } from '../../words';
import type { EntryRow } from './api';
import style from './EntryState.module.css';

/** Whether doors compare it now, in a word and by the weight of the word. */
export function EntryState({ entry }: { entry: Pick<EntryRow, 'state' | 'waits'> }) {
  const words = useWords();
  const { state, waits } = entry;
  return (
    <span className={style.state} data-state={state}>
      {words.lists.states[state as keyof typeof words.lists.states] ?? state}
      {waits && state !== 'proposed' && <span className="quiet"> · {words.lists.waitsToo}</span>}
    </span>
  );
}
