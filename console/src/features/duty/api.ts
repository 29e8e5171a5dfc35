import { queryOptions } from '@tanstack/react-query';
import { ask, client, type Schemas } from '../../api/client';

export type DutyRow = Schemas['DutyRow'];
export type ShiftGiven = Schemas['ShiftGiven'];

export const rosterQuery = queryOptions({
  queryKey: ['duty'],
  queryFn: ({ signal }) => ask(client.GET('/api/duty', { signal })),
  refetchInterval: 60_000,
});

export const stoppedQuery = queryOptions({
  queryKey: ['duty', 'stopped'],
  queryFn: ({ signal }) => ask(client.GET('/api/duty/stopped', { signal })),
  refetchInterval: 60_000,
});

export const addShift = (given: ShiftGiven) => ask(client.POST('/api/duty', { body: given }));

export const removeShift = (id: number) =>
  ask(client.DELETE('/api/duty/{duty_id}', { params: { path: { duty_id: id } } }));
