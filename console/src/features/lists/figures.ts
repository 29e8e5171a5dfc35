import { queryOptions } from '@tanstack/react-query';
import { ask, client, type Schemas } from '../../api/client';

export type QuarterRow = Schemas['QuarterRow'];
export type OrderRow = Schemas['OrderRow'];
export type WrongRow = Schemas['WrongRow'];
export type WrongGiven = Schemas['WrongGiven'];
export type OrderGiven = Schemas['OrderGiven'];

export const quartersQuery = queryOptions({
  queryKey: ['lists', 'quarters'],
  queryFn: ({ signal }) => ask(client.GET('/api/list-figures', { signal })),
});

export const urgentQuery = queryOptions({
  queryKey: ['lists', 'urgent'],
  queryFn: ({ signal }) => ask(client.GET('/api/list-figures/urgent', { signal })),
  refetchInterval: 10_000,
});

export const ordersQuery = queryOptions({
  queryKey: ['lists', 'orders'],
  queryFn: ({ signal }) => ask(client.GET('/api/lists/orders', { signal })),
});

export const endPause = (kind: string, finding: string) =>
  ask(client.POST('/api/list-figures/{kind}/review', { params: { path: { kind } }, body: { finding } }));

export const declareOrder = (given: OrderGiven) => ask(client.POST('/api/lists/orders', { body: given }));

export const closeOrder = (order_id: number) =>
  ask(client.POST('/api/lists/orders/{order_id}/close', { params: { path: { order_id } } }));

export const wrongQuery = queryOptions({
  queryKey: ['lists', 'wrong'],
  queryFn: ({ signal }) => ask(client.GET('/api/lists/wrong', { signal })),
});

export const putRight = (given: WrongGiven) => ask(client.POST('/api/lists/wrong', { body: given }));

export const tellWrong = (wrong_id: number, how: string) =>
  ask(client.POST('/api/lists/wrong/{wrong_id}/told', { params: { path: { wrong_id } }, body: { how } }));
