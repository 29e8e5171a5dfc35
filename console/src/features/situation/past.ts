import { queryOptions } from '@tanstack/react-query';
import { ask, client, type Schemas } from '../../api/client';
import type { MarkedAlert } from '../../map/features';
import { severityOf } from '../alerts/order';

export type PastHour = Schemas['PastHour'];
export type PastAlert = Schemas['PastAlertShape'];

export const HOUR_MS = 3_600_000;

/** The hour in which an instant (ms since 1970 UTC) lies. What has passed stays as it was; the hour of now does not. */
export const pastQuery = (at: number | undefined) => {
  const begins = Math.floor((at ?? 0) / HOUR_MS) * HOUR_MS;
  return queryOptions({
    queryKey: ['map', 'past', begins],
    queryFn: ({ signal }) =>
      ask(client.GET('/api/map/past', { params: { query: { at: new Date(begins).toISOString() } }, signal })),
    enabled: at !== undefined,
    staleTime: 60_000,
  });
};

interface Lasting {
  since: string;
  until: string | null;
}

const holds = ({ since, until }: Lasting, at: number) =>
  Date.parse(since) <= at && (until === null || at < Date.parse(until));

/** What stood open at an instant of the hour, worst and oldest first. */
export const openAt = (hour: PastHour, at: number): PastAlert[] =>
  hour.alerts.filter(({ opened_at, ended_at }) => holds({ since: opened_at, until: ended_at }, at));

/** Whether it was known at that instant if it still was so. */
export const isUnknownAt = (alert: PastAlert, at: number): boolean => alert.unknown.some((span) => holds(span, at));

/** Zones that nothing saw at that instant. */
export const unseenAt = (hour: PastHour, at: number): number[] =>
  hour.unseen.filter((span) => holds(span, at)).map(({ zone }) => zone);

/** The last word of each place's counter up to that instant, and how many more it became a minute over five minutes. */
export function countsAt(hour: PastHour, at: number): Map<number, { count: number; perMinute: number | null }> {
  const words = new Map<number, { at: number; count: number }[]>();
  for (const { zone, at: said, count } of hour.counts) {
    const instant = Date.parse(said);
    if (instant > at) break;
    const known = words.get(zone) ?? [];
    known.push({ at: instant, count });
    words.set(zone, known);
  }
  return new Map(
    [...words].map(([zone, said]) => {
      const last = said[said.length - 1] as { at: number; count: number };
      const then = said.find((word) => word.at >= last.at - 300_000) ?? last;
      const minutes = (last.at - then.at) / 60_000;
      return [zone, { count: last.count, perMinute: minutes ? (last.count - then.count) / minutes : null }];
    }),
  );
}

/** What the map needs of an alert as it was. */
export const markedPast = (alert: PastAlert, at: number): MarkedAlert => ({
  id: alert.id,
  severity: severityOf(alert.severity),
  lon: alert.lon,
  lat: alert.lat,
  floor: alert.floor ?? 0,
  areaId: alert.area ?? 0,
  taken: alert.taken_at !== null && Date.parse(alert.taken_at) <= at,
});
