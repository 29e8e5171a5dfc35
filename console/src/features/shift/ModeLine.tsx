import type { Schemas } from '../../api/client';
import { shortly, useNow } from '../../parts/time';
import { useLanguage } from '../../words';
import style from './Shift.module.css';

/** A mode in one line: what, until when, where, and why. */
export function ModeLine({ mode }: { mode: Schemas['ModeShape'] }) {
  const { words, pick, language } = useLanguage();
  const now = useNow();
  const where = mode.device ?? mode.zone;
  return (
    <>
      <strong className={style.mark}>{words.modes.mark(pick(mode.name), shortly(mode.ends_at, now, language))}</strong>
      <span>
        {mode.area && pick(mode.area.name)}
        {where && ` · ${pick(where.name)}`}
      </span>
      <span className={style.quiet}>
        {mode.why}
        {mode.set_by && ` · ${mode.set_by.name}`}
      </span>
    </>
  );
}
