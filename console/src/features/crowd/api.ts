import { queryOptions } from '@tanstack/react-query';
import { ask, client, type Schemas } from '../../api/client';

export type CrowdPlace = Schemas['CrowdPlace'];

const EVERY_MS = 15_000;

export const crowdQuery = queryOptions({
  queryKey: ['crowd'],
  queryFn: ({ signal }) => ask(client.GET('/api/crowd', { signal })),
  refetchInterval: EVERY_MS,
});
