import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { ask, client, type Schemas } from '../../api/client';
import { News, withHeard } from './heard';

export type AlertLine = Schemas['AlertRow'];
export type Alert = Schemas['AlertDetail'];
export type StepGiven = Partial<Schemas['StepGiven']>;

export type AlertList = Pick<Schemas['AlertPage'], 'items' | 'total'>;

const PAGE = 200;
/** More open alerts than one looks at on one map; beyond it the queue's filters help. */
const MOST = 2_000;

async function readOpen(signal: AbortSignal, onFirst?: (list: AlertList) => void): Promise<AlertList> {
  const items: AlertLine[] = [];
  let cursor = '';
  for (;;) {
    const query = { state: 'open', limit: PAGE, cursor };
    const page = await ask(client.GET('/api/alerts', { params: { query }, signal }));
    items.push(...page.items);
    if (!page.next || items.length >= MOST) return { items, total: page.total };
    if (!cursor) onFirst?.({ items: [...items], total: page.total });
    cursor = page.next;
  }
}

/**
 * Every alert that still needs somebody, worst and oldest first; the stream keeps it fresh, also with what it says
 * while the list is still on its way. The first page is shown while the others are on their way. Asked again now and
 * then, because each line says how long it has been so.
 */
export const openAlertsQuery = queryOptions({
  queryKey: ['alerts', 'open'],
  queryFn: async ({ client: queries, queryKey, signal }): Promise<AlertList> => {
    const news = new News();
    try {
      let list = await readOpen(signal, (first) => queries.setQueryData<AlertList>(queryKey, (old) => old ?? first));
      // What changed after the list was read and before the stream began, neither of them tells.
      if (news.streamBegan()) list = await readOpen(signal);
      return news.lines.reduce(withHeard, list);
    } finally {
      news.stop();
    }
  },
  staleTime: 60_000,
  refetchInterval: 60_000,
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
    refetchInterval: 30_000,
  });

export const takeStep = (id: number, action: string, given: StepGiven) =>
  ask(
    client.POST('/api/alerts/{alert_id}/{action}', {
      params: { path: { alert_id: id, action } },
      body: { note: '', reason: '', verdict: '', to: '', compared: [], ...given },
    }),
  );

export type Media = Schemas['MediaShape'];
export type Camera = Schemas['CameraShape'];

/** What can be looked at beside an alert; nothing of it is opened by asking. */
export const mediaQuery = (id: number) =>
  queryOptions({
    queryKey: ['media', id],
    queryFn: ({ signal }) => ask(client.GET('/api/media/{alert_id}', { params: { path: { alert_id: id } }, signal })),
    retry: false,
    staleTime: 60_000,
  });

/** Leave to watch a camera for a short while; asked anew while one watches. */
export const watchCamera = (alert: number, camera: number) =>
  ask(
    client.POST('/api/media/{alert_id}/cameras/{device_id}', {
      params: { path: { alert_id: alert, device_id: camera } },
    }),
  );

export const pictureUrl = (id: number, which: string) => `/api/media/${id}/pictures/${which}`;
