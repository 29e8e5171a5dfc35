import { queryOptions } from '@tanstack/react-query';
import { ask, client, type Schemas } from '../../api/client';

export type DispatchRow = Schemas['DispatchRow'];
export type LegRow = Schemas['LegRow'];
export type Where = Schemas['Where'];
export type TaskRow = Schemas['TaskRow'];
export type PartGiven = Schemas['PartGiven'];

export const dispatchesQuery = queryOptions({
  queryKey: ['dispatches'],
  queryFn: ({ signal }) => ask(client.GET('/api/dispatches', { signal })),
  refetchInterval: 5_000,
});

export const choicesQuery = (alert: number) =>
  queryOptions({
    queryKey: ['dispatches', 'choices', alert],
    queryFn: ({ signal }) => ask(client.GET('/api/dispatches/choices', { params: { query: { alert } }, signal })),
  });

export const tasksQuery = queryOptions({
  queryKey: ['tasks'],
  queryFn: ({ signal }) => ask(client.GET('/api/tasks', { signal })),
  refetchInterval: 10_000,
});

export const sendJointly = (alert: number, parts: PartGiven[]) =>
  ask(client.POST('/api/dispatches', { body: { alert, parts } }));

export const addLeg = (dispatch_id: number, part: PartGiven) =>
  ask(client.POST('/api/dispatches/{dispatch_id}/legs', { params: { path: { dispatch_id } }, body: part }));

export interface LegStep {
  leg: number;
  step: string;
  verdict?: string;
  note?: string;
  reason?: string;
}

export const stepLeg = ({ leg, step, verdict = '', note = '', reason = '' }: LegStep) =>
  ask(
    client.POST('/api/dispatches/legs/{leg_id}/{step}', {
      params: { path: { leg_id: leg, step } },
      body: { verdict, note, reason },
    }),
  );

export const askVolunteer = (dispatch_id: number, volunteer: number, what: string) =>
  ask(
    client.POST('/api/dispatches/{dispatch_id}/tasks', {
      params: { path: { dispatch_id } },
      body: { volunteer, what },
    }),
  );

export const answerTask = (task_id: number, step: string) =>
  ask(client.POST('/api/tasks/{task_id}/{step}', { params: { path: { task_id, step } } }));

export type PatrolGiven = Schemas['PatrolGiven'];

export const ownPatrolQuery = queryOptions({
  queryKey: ['patrol'],
  queryFn: ({ signal }) => ask(client.GET('/api/patrols/own', { signal })),
});

export const beginPatrol = (body: PatrolGiven) => ask(client.POST('/api/patrols', { body }));

export const endPatrol = () => ask(client.POST('/api/patrols/own/end'));

export const sendPosition = ({ longitude, latitude, accuracy }: GeolocationCoordinates) =>
  ask(client.PUT('/api/tasks/position', { body: { lon: longitude, lat: latitude, accuracy_m: accuracy } }));

export const askedQuery = queryOptions({
  queryKey: ['asked'],
  queryFn: ({ signal }) => ask(client.GET('/api/notices', { params: { query: { is_new: true } }, signal })),
  refetchInterval: 15_000,
});

export type Notice = Schemas['Notice'];

export const sayShown = (notices: number[]) => ask(client.POST('/api/notices/shown', { body: { notices } }));

export const confirmNotice = (notice_id: number) =>
  ask(client.POST('/api/notices/{notice_id}/receipt', { params: { path: { notice_id } } }));
