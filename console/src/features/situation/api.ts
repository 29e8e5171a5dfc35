import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { FeatureCollection } from 'geojson';
import { ask, client, type Schemas } from '../../api/client';

export type Situation = Schemas['SituationShape'];

export const situationQuery = queryOptions({
  queryKey: ['situation'],
  queryFn: ({ signal }) => ask(client.GET('/api/situation', { signal })),
  // The sentence says how long: it is asked again even when nothing happens.
  refetchInterval: 20_000,
});

export type Layer = 'areas' | 'buildings' | 'zones' | 'devices';

/** Where the map's worker fetches a layer: everything within reach, or one area with all below it. */
export const layerUrl = (layer: Layer | 'ground', area?: number): string =>
  `${location.origin}/api/map/${layer}${area === undefined ? '' : `?area=${area}`}`;

/** A layer as GeoJSON on the page itself: for the areas, and for what lies in one of them. */
export const layerQuery = (layer: Layer, area?: number) =>
  queryOptions({
    queryKey: ['map', layer, area],
    // The API describes geometries as plain objects; from here on they are GeoJSON.
    queryFn: async ({ signal }) =>
      (await ask(
        client.GET(`/api/map/${layer}`, { params: { query: { area } }, signal }),
      )) as unknown as FeatureCollection,
    staleTime: 5 * 60_000,
  });

/** The best places for some words, in Chinese or pinyin. */
export const findQuery = (q: string) =>
  queryOptions({
    queryKey: ['map', 'find', q],
    queryFn: ({ signal }) => ask(client.GET('/api/map/find', { params: { query: { q } }, signal })),
    enabled: q.trim() !== '',
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });

/** What cannot be seen now; small, and asked for again and again. */
export const mapStatesQuery = queryOptions({
  queryKey: ['map', 'states'],
  queryFn: ({ signal }) => ask(client.GET('/api/map/states', { signal })),
  refetchInterval: 10_000,
});

/** How many people are in each place with a published capacity. */
export const crowdQuery = queryOptions({
  queryKey: ['map', 'crowd'],
  queryFn: async ({ signal }) => (await ask(client.GET('/api/map/crowd', { signal }))) as unknown as FeatureCollection,
  refetchInterval: 10_000,
});

/** Where one model sees, does not see, or cannot judge now. */
export const coverageQuery = (model: string) =>
  queryOptions({
    queryKey: ['map', 'coverage', model],
    queryFn: ({ signal }) => ask(client.GET('/api/map/coverage', { params: { query: { model } }, signal })),
    refetchInterval: 30_000,
  });
