import type { Severity } from '../theme/tokens';
import { useWords } from '../words';
import style from './SeverityMark.module.css';

/** Outlines in a box of 16: ◆ ▲ ● ○. The same shapes are drawn on the map. */
export const SHAPES: Record<Severity, string> = {
  critical: 'M8 1 15 8 8 15 1 8Z',
  high: 'M8 1.5 15 14H1Z',
  medium: 'M8 2a6 6 0 1 0 0 12A6 6 0 1 0 8 2Z',
  low: 'M8 3a5 5 0 1 0 0 10A5 5 0 1 0 8 3Z',
};

/** Severity by colour, shape and word; `wordless` keeps the word for screen readers only. */
export function SeverityMark({ severity, wordless = false }: { severity: Severity; wordless?: boolean }) {
  const words = useWords();
  return (
    <span className={style.mark} data-severity={severity}>
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" className={style.shape}>
        <path d={SHAPES[severity]} />
      </svg>
      <span className={wordless ? 'unseen' : style.word}>{words.severity[severity]}</span>
    </span>
  );
}
