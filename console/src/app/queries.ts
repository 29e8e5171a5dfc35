import { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from '../api/client';

/** Server state. What is live is refreshed by the stream; the rest is asked again when the page is looked at again. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      gcTime: 10 * 60_000,
      networkMode: 'always',
      retry: (failures, error) =>
        failures < 2 && !(error instanceof ApiProblem && error.status >= 400 && error.status < 500),
    },
    mutations: { networkMode: 'always' },
  },
});
