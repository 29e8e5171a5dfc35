import { type RefObject, useMemo } from 'react';
import { useKeys } from '../app/keys';
import { useWords } from '../words';

/** Walks the rows (`[data-row]`) of a list with J and K or the arrows; Enter opens, as on any button. */
export function useRowKeys(list: RefObject<HTMLElement | null>): void {
  const words = useWords();
  const bindings = useMemo(() => {
    const step = (by: 1 | -1) => () => {
      const rows = [...(list.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
      const focused = rows.findIndex((row) => row.contains(document.activeElement));
      const current = focused >= 0 ? focused : rows.findIndex((row) => row.getAttribute('aria-current'));
      const next = rows[current < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, current + by))];
      next?.focus();
      next?.scrollIntoView({ block: 'nearest' });
    };
    return [
      { key: 'j', label: words.keys.next, run: step(1) },
      { key: 'ArrowDown', label: words.keys.next, run: step(1) },
      { key: 'k', label: words.keys.previous, run: step(-1) },
      { key: 'ArrowUp', label: words.keys.previous, run: step(-1) },
    ];
  }, [list, words]);
  useKeys(bindings);
}
