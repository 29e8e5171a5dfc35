import { queryOptions } from '@tanstack/react-query';
import { ask, client, type Schemas } from '../../api/client';

export type Trouble = Schemas['Trouble'];

const EVERY_MS = 10_000;

export const upkeepQuery = queryOptions({
  queryKey: ['upkeep'],
  queryFn: ({ signal }) => ask(client.GET('/api/upkeep', { signal })),
  refetchInterval: EVERY_MS,
});

/** What names one row: the device, or the place that lost its last one. */
export const keyOf = ({ device, zones }: Trouble): string => (device ? `d${device.id}` : `z${zones[0]?.id ?? 0}`);
