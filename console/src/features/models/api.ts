import { queryOptions } from '@tanstack/react-query';
import { ask, client, type Schemas } from '../../api/client';

export type Model = Schemas['ModelShape'];

export const modelsQuery = queryOptions({
  queryKey: ['models'],
  queryFn: ({ signal }) => ask(client.GET('/api/models', { signal })),
  staleTime: 60_000,
});

export type Limit = Schemas['LimitShape'];
export type Trial = Schemas['TrialShape'];
export type TrialAlert = Schemas['TrialAlert'];
export type Change = Schemas['ChangeShape'];

const ASK_AGAIN_MS = 500;

/** One trial, asked for again until it is done. */
export const trialQuery = (id: number) =>
  queryOptions({
    queryKey: ['trials', id],
    queryFn: ({ signal }) => ask(client.GET('/api/trials/{trial_id}', { params: { path: { trial_id: id } }, signal })),
    refetchInterval: ({ state }) => (isOver(state.data) ? false : ASK_AGAIN_MS),
  });

export const isOver = (trial: { state: string } | undefined): boolean =>
  trial?.state === 'done' || trial?.state === 'failed';

export type Sweep = Schemas['SweepShape'];
export type SweepPoint = Schemas['SweepPoint'];

/** One sweep, asked for again until it is done. */
export const sweepQuery = (id: number) =>
  queryOptions({
    queryKey: ['sweeps', id],
    queryFn: ({ signal }) =>
      ask(client.GET('/api/trials/sweeps/{sweep_id}', { params: { path: { sweep_id: id } }, signal })),
    refetchInterval: ({ state }) => (isOver(state.data) ? false : ASK_AGAIN_MS),
  });

export const sweepLimits = (body: Schemas['SweepRequest']) => ask(client.POST('/api/trials/sweeps', { body }));

export const tryLimits = (body: Schemas['TrialRequest']) => ask(client.POST('/api/trials', { body }));

/** Limits as people changed them, newest first. */
export const changesQuery = (model: string) =>
  queryOptions({
    queryKey: ['limits', model],
    queryFn: ({ signal }) => ask(client.GET('/api/limits', { params: { query: { model } }, signal })),
  });

export const changeLimits = (body: Schemas['ChangeRequest']) => ask(client.POST('/api/limits', { body }));

export const promoteChange = (id: number) =>
  ask(client.POST('/api/limits/{change_id}/promote', { params: { path: { change_id: id } } }));

export const revertChange = (id: number) =>
  ask(client.POST('/api/limits/{change_id}/revert', { params: { path: { change_id: id } } }));

/** In a demo: how the models do against what really happened; asked again while one looks. */
export const truthQuery = queryOptions({
  queryKey: ['demo', 'truth'],
  queryFn: ({ signal }) => ask(client.GET('/api/demo/truth', { signal })),
  refetchInterval: 10_000,
});
