import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { ask, client, type Schemas } from '../../api/client';

export type AccountRow = Schemas['AccountRow'];
export type FirstPassword = Schemas['FirstPassword'];
export type RoleRow = Schemas['RoleRow'];
export type NewAccount = Schemas['NewAccount'];
export type NewGrant = Schemas['NewGrant'];

export const accountsQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: ['accounts', 'list', q],
    queryFn: ({ pageParam, signal }) =>
      ask(client.GET('/api/accounts', { params: { query: { q, cursor: pageParam } }, signal })),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
  });

/** The one of that number, wherever it stands in the list. */
export const accountQuery = (account: number | undefined) =>
  queryOptions({
    queryKey: ['accounts', 'one', account],
    queryFn: async ({ signal }) =>
      (await ask(client.GET('/api/accounts', { params: { query: { account } }, signal }))).items[0] ?? null,
    enabled: account !== undefined,
  });

export const rolesQuery = queryOptions({
  queryKey: ['accounts', 'roles'],
  queryFn: ({ signal }) => ask(client.GET('/api/accounts/roles', { signal })),
  staleTime: 5 * 60_000,
});

export const invite = (given: NewAccount) => ask(client.POST('/api/accounts', { body: given }));

const at = (id: number) => ({ params: { path: { account_id: id } } });

export const disable = (id: number) => ask(client.POST('/api/accounts/{account_id}/disable', at(id)));
export const enable = (id: number) => ask(client.POST('/api/accounts/{account_id}/enable', at(id)));
export const reset = (id: number) => ask(client.POST('/api/accounts/{account_id}/reset', at(id)));
export const give = (id: number, grant: NewGrant) =>
  ask(client.POST('/api/accounts/{account_id}/grants', { ...at(id), body: grant }));
export const end = (id: number, grant: number) =>
  ask(
    client.DELETE('/api/accounts/{account_id}/grants/{grant_id}', {
      params: { path: { account_id: id, grant_id: grant } },
    }),
  );
