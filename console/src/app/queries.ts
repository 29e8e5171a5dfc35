import { QueryClient } from '@tanstack/react-query';

/** Server state. What is live is refreshed by the stream; the rest is asked again when the page is looked at again. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 15_000, gcTime: 10 * 60_000, retry: 1, networkMode: 'always' },
    mutations: { networkMode: 'always' },
  },
});
