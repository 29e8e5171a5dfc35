import { queryOptions } from '@tanstack/react-query';
import { ask, client, type Schemas } from '../../api/client';

export type IsolationRow = Schemas['IsolationRow'];
export type IsolationGiven = Schemas['IsolationGiven'];

export const isolationsQuery = queryOptions({
  queryKey: ['isolations'],
  queryFn: ({ signal }) => ask(client.GET('/api/isolations', { signal })),
});

export const enterIsolation = (given: IsolationGiven) => ask(client.POST('/api/isolations', { body: given }));

export const closeIsolation = (isolation_id: number) =>
  ask(client.POST('/api/isolations/{isolation_id}/close', { params: { path: { isolation_id } } }));
