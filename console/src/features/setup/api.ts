import { queryOptions } from '@tanstack/react-query';
import { ask, client, type Schemas } from '../../api/client';

export type SetupState = Schemas['SetupState'];
export type Credential = Schemas['DeviceCredential'];

/** How far the first run is. */
export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: ({ signal }) => ask(client.GET('/api/setup', { signal })),
  staleTime: 30_000,
});

/** Steps that the administrator finishes after signing in. */
export const isUnfinished = ({ step }: SetupState): boolean => ['area', 'device', 'officers'].includes(step);

export const makeAdministrator = (given: Schemas['NewAdministrator']) =>
  ask(client.POST('/api/setup/administrator', { body: given }));
export const makeArea = (given: Schemas['NewArea']) => ask(client.POST('/api/setup/area', { body: given }));
export const makeDevice = (given: Schemas['NewDevice']) => ask(client.POST('/api/setup/device', { body: given }));
export const inviteOfficers = (given: Schemas['NewOfficers']) =>
  ask(client.POST('/api/setup/officers', { body: given }));
