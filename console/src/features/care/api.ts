import { queryOptions } from '@tanstack/react-query';
import { ask, client, type Schemas } from '../../api/client';

export type OwnPage = Schemas['OwnPage'];
export type HomeState = Schemas['HomeState'];
export type Watched = Schemas['Watched'];
export type WatchedAlert = Schemas['WatchedAlert'];
export type EmergencyRow = Schemas['EmergencyRow'];

/** Often enough that a question is seen while the person still looks. */
const EVERY_MS = 5_000;

export const ownQuery = queryOptions({
  queryKey: ['own'],
  queryFn: ({ signal }) => ask(client.GET('/api/own', { signal })),
  refetchInterval: EVERY_MS,
  gcTime: 0,
});

export const noticesQuery = queryOptions({
  queryKey: ['own', 'notices'],
  queryFn: ({ signal }) => ask(client.GET('/api/own/notices', { signal })),
  refetchInterval: 30_000,
});

export const sayFine = () => ask(client.POST('/api/own/fine'));
export const agree = (purpose: string) => ask(client.POST('/api/own/consents', { body: { purpose } }));
export const withdraw = (purpose: string) => ask(client.POST('/api/own/consents/withdraw', { body: { purpose } }));
export const letSee = (contact: number, sees: boolean) =>
  ask(
    client.POST('/api/own/contacts/{contact_id}', {
      params: { path: { contact_id: contact } },
      body: { sees_home: sees },
    }),
  );
export const markSeen = (notice: number) =>
  ask(client.POST('/api/own/notices/{notice_id}/seen', { params: { path: { notice_id: notice } } }));

export const watchedQuery = queryOptions({
  queryKey: ['watched'],
  queryFn: ({ signal }) => ask(client.GET('/api/watched', { signal })),
  refetchInterval: EVERY_MS,
  gcTime: 0,
});

export const sayReached = (contact: number, alert: number) =>
  ask(
    client.POST('/api/watched/{contact_id}/alerts/{alert_id}/reached', {
      params: { path: { contact_id: contact, alert_id: alert } },
    }),
  );
export const sayNotReached = (contact: number, alert: number) =>
  ask(
    client.POST('/api/watched/{contact_id}/alerts/{alert_id}/not-reached', {
      params: { path: { contact_id: contact, alert_id: alert } },
    }),
  );

export const emergencyQuery = queryOptions({
  queryKey: ['emergency'],
  queryFn: ({ signal }) => ask(client.GET('/api/emergency', { signal })),
  refetchInterval: EVERY_MS,
  gcTime: 0,
});

export const showDoor = (access: number) =>
  ask(client.POST('/api/emergency/{access_id}/door', { params: { path: { access_id: access } } }));
export const askPolice = (alert: number, why: string) => ask(client.POST('/api/emergency', { body: { alert, why } }));
