import type { CrowdPlace } from './api';

type Hour = CrowdPlace['hours'][number];

/** The hour in which it is expected to reach its capacity, and how sure that is; undefined if it is not. */
export function fullHour({
  hours,
  capacity,
}: Pick<CrowdPlace, 'hours' | 'capacity'>): { hour: Hour; sure: boolean } | undefined {
  const likely = hours.find(({ people }) => people >= capacity);
  if (likely) return { hour: likely, sure: likely.low >= capacity };
  const possible = hours.find(({ high }) => high >= capacity);
  return possible && { hour: possible, sure: false };
}

/** The fullest of the next hours. */
export const peakOf = (hours: readonly Hour[]): Hour | undefined =>
  hours.reduce<Hour | undefined>((most, hour) => (!most || hour.people > most.people ? hour : most), undefined);

/** What is shown as rows of a table, oldest first: `at`, counted, expected, low, high; empty where not known. */
export function rowsOf(place: CrowdPlace): (string | number)[][] {
  return [
    ...place.recent.map(({ at, people }) => [at, Math.round(people), '', '', '']),
    ...place.hours.map(({ at, people, low, high }) => [at, '', Math.round(people), Math.round(low), Math.round(high)]),
  ];
}

export const asCsv = (head: string[], rows: (string | number)[][]): string =>
  [head, ...rows].map((row) => row.join(',')).join('\n');
