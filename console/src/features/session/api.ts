import { queryOptions } from '@tanstack/react-query';
import { ApiProblem, ask, client, type Schemas } from '../../api/client';

export type Session = Schemas['Session'];

/** Who is signed in; null is nobody. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return await ask(client.GET('/api/session', { signal }));
    } catch (problem) {
      if (problem instanceof ApiProblem && problem.status === 401) return null;
      throw problem;
    }
  },
  staleTime: 5 * 60_000,
});

/** The roles one may play; none where this is no demo. */
export const demoRolesQuery = queryOptions({
  queryKey: ['demo', 'roles'],
  queryFn: async ({ signal }) => {
    try {
      return await ask(client.GET('/api/demo/roles', { signal }));
    } catch (problem) {
      if (problem instanceof ApiProblem && problem.status === 404) return [];
      throw problem;
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
});

export const givePassword = (username: string, password: string) =>
  ask(client.POST('/api/session', { body: { username, password } }));
export const giveCode = (code: string) => ask(client.POST('/api/session/second-factor', { body: { code } }));
export const enrol = () => ask(client.POST('/api/session/second-factor/enrol'));
export const playRole = (role: string) => ask(client.POST('/api/demo/sign-in', { body: { role } }));
export const changePassword = (given: Schemas['NewPassword']) =>
  ask(client.POST('/api/session/password', { body: given }));
export const signOut = () => ask(client.DELETE('/api/session'));
