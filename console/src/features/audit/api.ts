import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { ask, client, type Schemas } from '../../api/client';

export type AuditRow = Schemas['AuditRow'];
export type StopRow = Schemas['StopRow'];

export const auditQuery = (result: string) =>
  infiniteQueryOptions({
    queryKey: ['audit', 'records', result],
    queryFn: ({ pageParam, signal }) =>
      ask(
        client.GET('/api/audit', { params: { query: { result, before: pageParam || undefined, limit: 100 } }, signal }),
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
