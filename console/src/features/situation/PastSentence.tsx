import { exactly } from '../../parts/time';
import { useLanguage } from '../../words';
import { openAt, type PastHour, unseenAt } from './past';
import style from './SituationPage.module.css';

/** The answer of the page for an instant that has passed. */
export function PastSentence({ at, hour, failed }: { at: number; hour: PastHour | undefined; failed: boolean }) {
  const { words, language } = useLanguage();
  const time = exactly(new Date(at).toISOString(), language);
  const said = hour && words.past.sentence(time, openAt(hour, at).length, unseenAt(hour, at).length);
  return (
    <header className={style.sentence} data-past="true">
      <h1>{said ?? (failed ? words.past.failed(time) : words.past.reading(time))}</h1>
    </header>
  );
}
