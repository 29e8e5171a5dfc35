import { queryOptions } from '@tanstack/react-query';
import { ask, client, type Schemas } from '../../api/client';

export type CasePlace = Schemas['CasePlace'];
export type CaseKind = Schemas['CaseKind'];

const EVERY_MS = 60_000;

/** `kind`: one kind alone; undefined for all. */
export const casesQuery = (kind?: string) =>
  queryOptions({
    queryKey: ['cases', kind ?? ''],
    queryFn: ({ signal }) => ask(client.GET('/api/cases', { params: { query: { kind } }, signal })),
    refetchInterval: EVERY_MS,
  });

/** What names one row. */
export const keyOf = ({ zone, kind }: CasePlace): string => `${zone.id}-${kind}`;

/** `2.4`, `0.3`: an expected number of cases as it is said. */
export const about = (expected: number): string =>
  expected >= 10 ? String(Math.round(expected)) : expected.toFixed(1);

const DAY_MS = 86_400_000;

/** The Mondays of `count` weeks before `week`, oldest first, as ms since 1970. */
export const mondaysBefore = (week: string, count: number): number[] =>
  Array.from({ length: count }, (_, nth) => Date.parse(week) - (count - nth) * 7 * DAY_MS);
