/** The platform's present as this page knows it: our own clock, or in a demo the demo's, which may stand or hurry. */

interface Played {
  /** ms since 1970 when it was told. */
  at: number;
  /** Our own clock then. */
  since: number;
  speed: number;
}

let played: Played | null = null;
const listeners = new Set<() => void>();

/** ms since 1970. */
export const present = (): number =>
  played ? played.at + (performance.now() - played.since) * played.speed : Date.now();

/** Where the platform's places lie (`SITE_ZONE` of the platform): instants are shown as there, wherever one reads. */
export const SITE_ZONE = 'Asia/Shanghai';

/** From now on it is `at`, passing `speed` times as fast as ours (0 stands still). */
export function playClock(at: number, speed: number): void {
  played = { at, since: performance.now(), speed };
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
