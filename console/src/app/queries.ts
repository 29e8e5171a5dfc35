import { QueryClient } from '@tanstack/react-query';
import { isRefusal } from '../api/client';

const AGAIN_MS = 15_000;

/** Server state. What is live is refreshed by the stream; the rest is asked again when the page is looked at again. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      gcTime: 10 * 60_000,
      networkMode: 'always',
      retry: (failures, error) => failures < 2 && !isRefusal(error),
      // What could not be read is read again by itself, as its page says.
      refetchInterval: ({ state }) => (state.status === 'error' && !isRefusal(state.error) ? AGAIN_MS : false),
    },
    mutations: { networkMode: 'always' },
  },
});
