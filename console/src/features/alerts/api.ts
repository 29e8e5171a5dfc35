import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { ask, client, type Schemas } from '../../api/client';

export type AlertLine = Schemas['AlertRow'];
export type Alert = Schemas['AlertDetail'];
export type StepGiven = Partial<Schemas['StepGiven']>;

/** More open alerts than anybody works through in a shift; the rest is reached through the queue's filters. */
const MANY = 200;

/** Every alert that still needs somebody, worst and oldest first; the stream keeps it fresh. */
export const openAlertsQuery = queryOptions({
  queryKey: ['alerts', 'open'],
  queryFn: ({ signal }) =>
    ask(client.GET('/api/alerts', { params: { query: { state: 'open', limit: MANY } }, signal })),
  staleTime: 60_000,
});

/** What the queue is narrowed to; lives in the address. */
export interface AlertFilter {
  state?: string;
  severity?: string;
  model?: string;
  area?: number;
  q?: string;
  order?: string;
}

export const queueQuery = (filter: AlertFilter) =>
  infiniteQueryOptions({
    queryKey: ['alerts', 'queue', filter],
    queryFn: ({ pageParam, signal }) =>
      ask(
        client.GET('/api/alerts', {
          params: { query: { state: 'open', ...filter, cursor: pageParam, limit: 100 } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: 60_000,
  });

export const alertQuery = (id: number) =>
  queryOptions({
    queryKey: ['alerts', 'one', id],
    queryFn: ({ signal }) => ask(client.GET('/api/alerts/{alert_id}', { params: { path: { alert_id: id } }, signal })),
    staleTime: 10_000,
  });

export const takeStep = (id: number, action: string, given: StepGiven) =>
  ask(
    client.POST('/api/alerts/{alert_id}/{action}', {
      params: { path: { alert_id: id, action } },
      body: { note: '', reason: '', verdict: '', to: '', ...given },
    }),
  );
