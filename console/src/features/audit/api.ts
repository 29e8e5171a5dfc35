import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { ask, client, type Schemas } from '../../api/client';

export type AuditRow = Schemas['AuditRow'];
export type StopRow = Schemas['StopRow'];

/** What the records are narrowed to; lives in the address. */
export interface AuditFilter {
  result?: string;
  /** Part of the name of who asked. */
  name?: string;
  /** A pseudonym or work item. */
  about?: string;
  /** Only what showed somebody's personal fields. */
  persons?: boolean;
}

export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ['audit', 'records', filter],
    queryFn: ({ pageParam, signal }) =>
      ask(
        client.GET('/api/audit', {
          params: { query: { ...filter, before: pageParam || undefined, limit: 100 } },
          signal,
        }),
      ),
    initialPageParam: 0,
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const chainQuery = queryOptions({
  queryKey: ['audit', 'chain'],
  queryFn: ({ signal }) => ask(client.GET('/api/audit/chain', { signal })),
});

export type AlarmRow = Schemas['AlarmRow'];

export const alarmsQuery = queryOptions({
  queryKey: ['audit', 'alarms'],
  queryFn: ({ signal }) => ask(client.GET('/api/audit/alarms', { signal })),
  refetchInterval: 30_000,
});

export const stopsQuery = queryOptions({
  queryKey: ['audit', 'stops'],
  queryFn: ({ signal }) => ask(client.GET('/api/audit/stops', { signal })),
  refetchInterval: 30_000,
});
