import { useCallback, useState } from 'react';

/** Which columns of a table this person has put away, remembered in this browser. */
export function useHiddenColumns(table: string): [hidden: ReadonlySet<string>, toggle: (column: string) => void] {
  const key = `anlin.columns.${table}`;
  const [hidden, setHidden] = useState<ReadonlySet<string>>(() => remembered(key));
  const toggle = useCallback(
    (column: string) =>
      setHidden((old) => {
        const next = new Set(old);
        if (!next.delete(column)) next.add(column);
        localStorage.setItem(key, JSON.stringify([...next]));
        return next;
      }),
    [key],
  );
  return [hidden, toggle];
}

function remembered(key: string): Set<string> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return new Set(Array.isArray(kept) ? kept.map(String) : []);
  } catch {
    // Somebody else wrote there; every column is shown.
    return new Set();
  }
}
