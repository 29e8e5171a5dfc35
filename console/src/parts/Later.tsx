import { type ReactNode, useEffect, useState } from 'react';

const PATIENCE_MS = 200;

/** Shows its content only if it is still wanted after 200 ms, so that quick answers never flash a skeleton. */
export function Later({ children }: { children: ReactNode }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return late ? children : null;
}

/** Grey lines where text will be. */
export function Bones({ lines = 4 }: { lines?: number }) {
  return (
    <Later>
      <div className="bones" aria-hidden="true">
        {Array.from({ length: lines }, (_, line) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike and never move.
          <span key={line} style={{ width: `${92 - ((line * 37) % 41)}%` }} />
        ))}
      </div>
    </Later>
  );
}
