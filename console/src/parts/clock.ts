/** The platform's present as this page knows it: our own clock, or in a demo the demo's, which may stand or hurry. */

interface Played {
  /** ms since 1970 when it was told. */
  at: number;
  /** Our own clock then. */
  since: number;
  speed: number;
  zone: string;
}

let played: Played | null = null;
const listeners = new Set<() => void>();

/** ms since 1970. */
export const present = (): number =>
  played ? played.at + (performance.now() - played.since) * played.speed : Date.now();

/** The time zone in which instants are shown; undefined is the reader's own. */
export const shownZone = (): string | undefined => played?.zone;

/** From now on it is `at`, passing `speed` times as fast as ours (0 stands still), shown as in `zone`. */
export function playClock(at: number, speed: number, zone: string): void {
  played = { at, since: performance.now(), speed, zone };
  for (const each of listeners) each();
}

/** Back to our own clock. */
export function stopClock(): void {
  played = null;
  for (const each of listeners) each();
}

/** Hears of every change of the clock. */
export function onClock(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
