import { useSyncExternalStore } from 'react';
import type { Language } from '../words';
import { onClock, present, SITE_ZONE } from './clock';

const UNITS = {
  zh: { s: ' 秒', min: ' 分钟', h: ' 小时', d: ' 天', now: '刚刚', ago: '前' },
  en: { s: ' s', min: ' min', h: ' h', d: ' d', now: 'just now', ago: ' ago' },
};

/** A length of time in the one unit that matters: "8 秒", "4 分钟", "2 小时", "3 天". Rounded down, never negative. */
export function duration(seconds: number, language: Language): string {
  const units = UNITS[language];
  const s = Math.max(0, Math.floor(seconds));
  if (s < 60) return s + units.s;
  if (s < 3600) return Math.floor(s / 60) + units.min;
  if (s < 172_800) return Math.floor(s / 3600) + units.h;
  return Math.floor(s / 86_400) + units.d;
}

/** How long ago `instant` (ISO 8601) was at `now` (ms since 1970). Under five seconds is "just now". */
export function ago(instant: string, now: number, language: Language): string {
  const seconds = (now - Date.parse(instant)) / 1000;
  return seconds < 5 ? UNITS[language].now : duration(seconds, language) + UNITS[language].ago;
}

const DAY = { month: 'short', day: 'numeric' } as const;
const TIME = { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false } as const;
const WHOLE = { year: 'numeric', month: '2-digit', day: '2-digit', ...TIME } as const;
const ZONE = { timeZoneName: 'short' } as const;

const formats = new Map<object, Record<Language, Intl.DateTimeFormat>>();

/** How instants are written in the platform's zone. Making a format costs a hundred times what using it does. */
function format(sort: Intl.DateTimeFormatOptions, language: Language): Intl.DateTimeFormat {
  let made = formats.get(sort);
  if (!made) {
    const options = { ...sort, timeZone: SITE_ZONE };
    made = { zh: new Intl.DateTimeFormat('zh-CN', options), en: new Intl.DateTimeFormat('en-GB', options) };
    formats.set(sort, made);
  }
  return made[language];
}

/** The exact instant in the platform's zone, to the second, with the zone. */
export function exactly(instant: string, language: Language): string {
  const at = new Date(instant);
  // By itself: in Chinese the zone would stand between the day and the time.
  const zone = format(ZONE, language)
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName');
  return `${format(WHOLE, language).format(at)} ${zone?.value}`;
}

/** How far the clock of a zone is ahead of UTC at an instant, in ms. */
function aheadOfUtc(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZone: zone,
    hourCycle: 'h23',
  }).formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value);
  const wall = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return wall - Math.floor(at / 1000) * 1000;
}

/** An instant (ms since 1970) as a `datetime-local` field writes it, in the platform's zone, to the minute. */
export const fieldOf = (at: number, zone = SITE_ZONE): string =>
  new Date(at + aheadOfUtc(at, zone)).toISOString().slice(0, 16);

/** The day of an instant (ms since 1970) as a date field writes it, in the platform's zone. */
export const dayOf = (at: number): string => fieldOf(at).slice(0, 10);

/** The instant that a `datetime-local` field means in the platform's zone; undefined while it is not whole. */
export function instantOf(field: string, zone = SITE_ZONE): number | undefined {
  const wall = Date.parse(`${field}Z`);
  if (!Number.isFinite(wall)) return undefined;
  // Twice, so that an hour near a change of the clocks is right too.
  const near = wall - aheadOfUtc(wall, zone);
  return wall - aheadOfUtc(near, zone);
}

/** As `instantOf`, of a field that is whole, as ISO 8601 UTC. */
export const isoOf = (field: string): string => new Date(instantOf(field) ?? Number.NaN).toISOString();

/** The last second of a day as a date field gives it (`2026-01-31`), in the platform's zone, as ISO 8601 UTC. */
export const endOfDay = (date: string): string => isoOf(`${date}T23:59:59`);

/** Clock time of today; a day before today comes with its date. */
export function shortly(instant: string, now: number, language: Language): string {
  const day = format(DAY, language);
  const itsDay = day.format(new Date(instant));
  return itsDay === day.format(now) ? clockTime(instant, language) : `${itsDay} ${clockTime(instant, language)}`;
}

/** Clock time only, for a list of today's steps. */
export const clockTime = (instant: string, language: Language): string =>
  format(TIME, language).format(new Date(instant));

const TICK_MS = 5_000;
const listeners = new Set<() => void>();
let now = present();
let timer: ReturnType<typeof setInterval> | undefined;

const renew = () => {
  now = present();
  for (const each of listeners) each();
};
onClock(renew);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  now = present();
  timer ??= setInterval(renew, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The present in ms since 1970, renewed every five seconds, by one timer for the whole page. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** What one says of the present, asked for again every five seconds: drawn anew only when it is said otherwise. */
export function useTold(tell: (now: number) => string): string {
  return useSyncExternalStore(subscribe, () => tell(now));
}
