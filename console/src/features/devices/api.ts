import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { ask, client, type Schemas } from '../../api/client';

export type DeviceRow = Schemas['DeviceRow'];
export type DeviceDetail = Schemas['DeviceDetail'];
export type Balance = Schemas['Balance'];
export type ParkedRow = Schemas['ParkedRow'];
export type QuarantineRow = Schemas['QuarantineRow'];
export type SourceRow = Schemas['SourceRow'];

export interface DeviceFilter {
  state?: string;
  q?: string;
}

const REFRESH_MS = 15_000;

export const devicesQuery = (filter: DeviceFilter) =>
  infiniteQueryOptions({
    queryKey: ['devices', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      ask(client.GET('/api/devices', { params: { query: { ...filter, cursor: pageParam, limit: 100 } }, signal })),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: REFRESH_MS,
  });

/** How many devices are in a state; "" is all of them. */
export const deviceCountQuery = (state: string) =>
  queryOptions({
    queryKey: ['devices', 'count', state],
    queryFn: async ({ signal }) =>
      (await ask(client.GET('/api/devices', { params: { query: { state, limit: 1 } }, signal }))).total,
    refetchInterval: REFRESH_MS,
  });

export const deviceQuery = (id: number) =>
  queryOptions({
    queryKey: ['devices', 'one', id],
    queryFn: ({ signal }) =>
      ask(client.GET('/api/devices/{device_id}', { params: { path: { device_id: id } }, signal })),
    refetchInterval: REFRESH_MS,
  });

export const talliesQuery = queryOptions({
  queryKey: ['intake', 'tallies'],
  queryFn: ({ signal }) => ask(client.GET('/api/intake/tallies', { signal })),
  refetchInterval: REFRESH_MS,
});

export const quarantineQuery = infiniteQueryOptions({
  queryKey: ['intake', 'quarantine'],
  queryFn: ({ pageParam, signal }) =>
    ask(client.GET('/api/intake/quarantine', { params: { query: { cursor: pageParam } }, signal })),
  initialPageParam: '',
  getNextPageParam: (page) => page.next ?? undefined,
});

export const parkedQuery = infiniteQueryOptions({
  queryKey: ['intake', 'parked'],
  queryFn: ({ pageParam, signal }) =>
    ask(client.GET('/api/intake/parked', { params: { query: { cursor: pageParam } }, signal })),
  initialPageParam: '',
  getNextPageParam: (page) => page.next ?? undefined,
  refetchInterval: REFRESH_MS,
});

export const sourcesQuery = infiniteQueryOptions({
  queryKey: ['sources'],
  queryFn: ({ pageParam, signal }) =>
    ask(client.GET('/api/sources', { params: { query: { cursor: pageParam } }, signal })),
  initialPageParam: '',
  getNextPageParam: (page) => page.next ?? undefined,
});

export const areasQuery = queryOptions({
  queryKey: ['areas'],
  queryFn: ({ signal }) => ask(client.GET('/api/areas', { signal })),
  staleTime: 5 * 60_000,
});

export const registerParked = (code: string, given: Schemas['Registration']) =>
  ask(client.POST('/api/intake/parked/{code}/register', { params: { path: { code } }, body: given }));

export const join = (given: Schemas['NewcomerDevice']) => ask(client.POST('/api/devices/joining', { body: given }));

/** A new sign-in of a device; what it had before is void. */
export const renewSignIn = (id: number) =>
  ask(
    client.POST('/api/devices/joining/{device_id}', {
      params: { path: { device_id: id } },
      body: { protocol: 'gat1400' },
    }),
  );

/** A new token of a source; the one it had is void. */
export const renewToken = (id: number) =>
  ask(client.POST('/api/sources/{source_id}/token', { params: { path: { source_id: id } } }));

/** Nothing more is taken from the source. */
export const withdrawToken = (id: number) =>
  ask(client.POST('/api/sources/{source_id}/withdraw', { params: { path: { source_id: id } } }));
