import { queryOptions } from '@tanstack/react-query';
import { ask, client, type Schemas } from '../../api/client';

export type Model = Schemas['ModelShape'];

export const modelsQuery = queryOptions({
  queryKey: ['models'],
  queryFn: ({ signal }) => ask(client.GET('/api/models', { signal })),
  staleTime: 60_000,
});
