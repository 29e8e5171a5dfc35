import { useCallback, useEffect, useState } from 'react';
import type { ShownField } from './api';

const LONGEST_MS = 5 * 60_000;

export interface Shown {
  value: string;
  /** Milliseconds until it is masked again. */
  left: number;
}

/** How long a field may stay in sight, ms. A clock that disagrees with the platform's never makes it longer. */
export function timeLeft(shownUntil: string, now: number): number {
  const left = Date.parse(shownUntil) - now;
  return left > 0 && left <= LONGEST_MS ? left : LONGEST_MS;
}

/**
 * One field in clear: in this component's memory only, gone after five minutes, on leaving, and when the page is put
 * away. Never in the query cache, the address or the browser's storage (LU-13).
 */
export function useShown(reveal: () => Promise<ShownField>) {
  const [held, setHeld] = useState<{ value: string; until: number }>();
  const [left, setLeft] = useState(0);
  const [error, setError] = useState<unknown>();
  const [isAsking, setAsking] = useState(false);
  const hide = useCallback(() => setHeld(undefined), []);
  useEffect(() => {
    if (!held) return undefined;
    const tick = () => {
      const rest = held.until - Date.now();
      if (rest <= 0) hide();
      else setLeft(rest);
    };
    tick();
    const timer = setInterval(tick, 1000);
    addEventListener('pagehide', hide);
    return () => {
      clearInterval(timer);
      removeEventListener('pagehide', hide);
    };
  }, [held, hide]);
  const show = useCallback(async () => {
    setAsking(true);
    setError(undefined);
    try {
      const { value, shown_until } = await reveal();
      setHeld({ value, until: Date.now() + timeLeft(shown_until, Date.now()) });
    } catch (problem) {
      setError(problem);
    } finally {
      setAsking(false);
    }
  }, [reveal]);
  const shown: Shown | undefined = held && { value: held.value, left };
  return { shown, show, hide, error, isAsking };
}
