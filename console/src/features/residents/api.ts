import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { ask, client, type Schemas } from '../../api/client';

export type ResidentRow = Schemas['ResidentRow'];
export type ResidentGiven = Schemas['ResidentGiven'];
export type ConsentGiven = Schemas['ConsentGiven'];
export type ContactGiven = Schemas['ContactGiven'];
export type ConcernedRow = Schemas['ConcernedRow'];
export type LookRow = Schemas['LookRow'];
export type LandlordRow = Schemas['LandlordRow'];
export type LandlordGiven = Schemas['LandlordGiven'];
export type ShownField = Schemas['ShownField'];

export const residentsQuery = (area?: number) =>
  infiniteQueryOptions({
    queryKey: ['residents', area ?? 0],
    queryFn: ({ pageParam, signal }) =>
      ask(client.GET('/api/residents', { params: { query: { area, cursor: pageParam } }, signal })),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const register = (given: ResidentGiven) => ask(client.POST('/api/residents', { body: given }));

export const addContact = (id: number, given: ContactGiven) =>
  ask(client.POST('/api/residents/{resident_id}/contacts', { params: { path: { resident_id: id } }, body: given }));

export const giveConsent = (id: number, given: ConsentGiven) =>
  ask(client.POST('/api/residents/{resident_id}/consents', { params: { path: { resident_id: id } }, body: given }));

export const withdrawConsent = (id: number, purpose: string) =>
  ask(
    client.POST('/api/residents/{resident_id}/consents/withdraw', {
      params: { path: { resident_id: id } },
      body: { purpose },
    }),
  );

export const landlordsQuery = queryOptions({
  queryKey: ['landlords'],
  queryFn: ({ signal }) => ask(client.GET('/api/residents/landlords', { signal })),
});

export const nameLandlord = (given: LandlordGiven) => ask(client.POST('/api/residents/landlords', { body: given }));

export const endLetting = (landlord_id: number) =>
  ask(client.POST('/api/residents/landlords/{landlord_id}/end', { params: { path: { landlord_id } } }));

export const looksQuery = queryOptions({
  queryKey: ['looks'],
  queryFn: ({ signal }) => ask(client.GET('/api/residents/looks', { signal })),
  refetchInterval: 30_000,
});

export const concernedQuery = (alert: number) =>
  queryOptions({
    queryKey: ['alerts', 'people', alert],
    queryFn: ({ signal }) =>
      ask(client.GET('/api/alerts/{alert_id}/people', { params: { path: { alert_id: alert } }, signal })),
    // Masked values too are read anew with each visit and forgotten after it.
    gcTime: 0,
  });

export const candidateQuery = (alert: number) =>
  queryOptions({
    queryKey: ['alerts', 'entry', alert],
    queryFn: ({ signal }) =>
      ask(client.GET('/api/alerts/{alert_id}/entry', { params: { path: { alert_id: alert } }, signal })),
    gcTime: 0,
  });

export const revealResident = (alert: number, id: number, field: string) =>
  ask(
    client.POST('/api/alerts/{alert_id}/resident/{resident_id}/reveal', {
      params: { path: { alert_id: alert, resident_id: id } },
      body: { field },
    }),
  );

export const revealContact = (alert: number, id: number, field: string) =>
  ask(
    client.POST('/api/alerts/{alert_id}/contact/{contact_id}/reveal', {
      params: { path: { alert_id: alert, contact_id: id } },
      body: { field },
    }),
  );

export const revealEntry = (alert: number) =>
  ask(client.POST('/api/alerts/{alert_id}/entry/reveal', { params: { path: { alert_id: alert } } }));
