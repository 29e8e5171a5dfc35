import { queryOptions } from '@tanstack/react-query';
import { ask, client, type Schemas } from '../../api/client';

export type ListRow = Schemas['ListRow'];
export type EntryRow = Schemas['EntryRow'];
export type EntryGiven = Schemas['EntryGiven'];

export const cataloguesQuery = queryOptions({
  queryKey: ['lists', 'types'],
  queryFn: ({ signal }) => ask(client.GET('/api/lists', { signal })),
});

export const entriesQuery = (kind?: string) =>
  queryOptions({
    queryKey: ['lists', 'entries', kind ?? ''],
    queryFn: ({ signal }) => ask(client.GET('/api/lists/entries', { params: { query: { kind } }, signal })),
    refetchInterval: 30_000,
  });

export const propose = (given: EntryGiven) => ask(client.POST('/api/lists/entries', { body: given }));

export interface Change {
  action: string;
  reason?: string;
  document_number?: string;
  until?: string;
}

/** One step on one entry. */
export function change(id: number, { action, reason, document_number, until }: Change): Promise<EntryRow> {
  const params = { path: { entry_id: id } };
  switch (action) {
    case 'approve':
      return ask(client.POST('/api/lists/entries/{entry_id}/approve', { params }));
    case 'refuse':
      return ask(client.POST('/api/lists/entries/{entry_id}/refuse', { params, body: { reason: reason ?? '' } }));
    case 'renew':
      return ask(
        client.POST('/api/lists/entries/{entry_id}/renew', {
          params,
          body: { document_number: document_number ?? '', until: until ?? '' },
        }),
      );
    case 'consent':
      return ask(
        client.POST('/api/lists/entries/{entry_id}/consent', {
          params,
          body: { document_number: document_number ?? '' },
        }),
      );
    case 'withdraw':
      return ask(client.POST('/api/lists/entries/{entry_id}/withdraw', { params }));
    default:
      return ask(client.POST('/api/lists/entries/{entry_id}/suspend', { params }));
  }
}
