import { queryOptions } from '@tanstack/react-query';
import { ask, client, type Schemas } from '../../api/client';

export type Shift = Schemas['ShiftShape'];
export type Handover = Schemas['HandoverShape'];
export type Mode = Schemas['ModeRow'];
export type NewMode = Schemas['NewMode'];
export type ModeKind = 'mute' | 'maintenance' | 'drill';

export const KINDS: readonly ModeKind[] = ['mute', 'maintenance', 'drill'];

/** Hours one may choose from; a mode without an end does not exist. */
export const LASTS: Record<ModeKind, readonly number[]> = {
  mute: [0.5, 1, 2, 4, 8, 12],
  maintenance: [0.5, 1, 2, 4, 8, 24, 72, 168],
  drill: [0.5, 1, 2, 4, 8],
};

export const shiftQuery = (area: number | undefined, role: string | undefined) =>
  queryOptions({
    queryKey: ['shift', area, role],
    queryFn: ({ signal }) => ask(client.GET('/api/shifts', { params: { query: { area, role } }, signal })),
    refetchInterval: 30_000,
  });

export const handOver = (body: Schemas['NewHandover']) => ask(client.POST('/api/shifts', { body }));

export const takeOver = (id: number) =>
  ask(client.POST('/api/shifts/{handover_id}/take', { params: { path: { handover_id: id } } }));

export const modesQuery = queryOptions({
  queryKey: ['modes'],
  queryFn: ({ signal }) => ask(client.GET('/api/modes', { signal })),
  refetchInterval: 30_000,
});

export const setMode = (body: NewMode) => ask(client.POST('/api/modes', { body }));

export const endMode = (id: number) =>
  ask(client.POST('/api/modes/{mode_id}/end', { params: { path: { mode_id: id } } }));

/** Who works in the area and could take part in a drill. */
export const drillPeopleQuery = (area: number | undefined) =>
  queryOptions({
    queryKey: ['modes', 'people', area],
    queryFn: ({ signal }) => ask(client.GET('/api/modes/people', { params: { query: { area: area ?? 0 } }, signal })),
    enabled: area !== undefined,
  });
