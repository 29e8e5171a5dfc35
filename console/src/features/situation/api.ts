import { queryOptions } from '@tanstack/react-query';
import type { FeatureCollection } from 'geojson';
import { ask, client, type Schemas } from '../../api/client';

export type Situation = Schemas['SituationShape'];

export const situationQuery = queryOptions({
  queryKey: ['situation'],
  queryFn: ({ signal }) => ask(client.GET('/api/situation', { signal })),
  // The sentence says how long: it is asked again even when nothing happens.
  refetchInterval: 20_000,
});

/** Areas, buildings, watched places and devices as GeoJSON; large, and the browser keeps it until a place changes. */
export const mapQuery = queryOptions({
  queryKey: ['map', 'places'],
  queryFn: ({ signal }) => ask(client.GET('/api/map', { signal })),
  staleTime: 5 * 60_000,
});

/** What cannot be seen now; small, and asked for again and again. */
export const mapStatesQuery = queryOptions({
  queryKey: ['map', 'states'],
  queryFn: ({ signal }) => ask(client.GET('/api/map/states', { signal })),
  refetchInterval: 10_000,
});

/** Land, water and streets: given once with the installation, or nothing. */
export const groundQuery = queryOptions({
  queryKey: ['map', 'ground'],
  queryFn: async ({ signal }) => (await ask(client.GET('/api/map/ground', { signal }))) as unknown as FeatureCollection,
  staleTime: Number.POSITIVE_INFINITY,
});
