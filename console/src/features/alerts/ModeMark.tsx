import { shortly, useTold } from '../../parts/time';
import { useLanguage } from '../../words';
import style from './AlertRow.module.css';
import type { AlertLine } from './api';

/** Says that an alert is held back or belongs to a drill; nothing once that is over. */
export function ModeMark({ alert: { mode } }: { alert: Pick<AlertLine, 'mode'> }) {
  const { words, pick, language } = useLanguage();
  const until = useTold((now) => (mode ? shortly(mode.ends_at, now, language) : ''));
  if (!mode || mode.state === 'over' || mode.state === '') return null;
  return <strong className={style.mode}>{words.modes.mark(pick(mode.name), until)}</strong>;
}

/** The same beside one alert, with what to do about it. */
export function ModeNotice({ alert: { mode } }: { alert: Pick<AlertLine, 'mode'> }) {
  const { words, pick, language } = useLanguage();
  const until = useTold((now) => (mode ? shortly(mode.ends_at, now, language) : ''));
  if (!mode) return null;
  const kind = pick(mode.name);
  const said = { held: words.modes.held(kind, until), drill: words.modes.drill(until), over: words.modes.over(kind) };
  return <p className={style.notice}>{said[mode.state as keyof typeof said]}</p>;
}
