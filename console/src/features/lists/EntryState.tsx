import { useTexts } from '../../words';
import { registersWords } from '../../words/registers';
import type { EntryRow } from './api';
import style from './EntryState.module.css';

/** Whether doors compare it now, in a word and by the weight of the word. */
export function EntryState({ entry }: { entry: Pick<EntryRow, 'state' | 'waits'> }) {
  const says = useTexts(registersWords);
  const { state, waits } = entry;
  return (
    <span className={style.state} data-state={state}>
      {says.lists.states[state as keyof typeof says.lists.states] ?? state}
      {waits && state !== 'proposed' && <span className="quiet"> · {says.lists.waitsToo}</span>}
    </span>
  );
}
