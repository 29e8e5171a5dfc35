import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, fireEvent, render, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { LanguageProvider } from '../../words';
import type { Tour } from './api';
import { TourLook } from './TourLook';

const { push, taken } = vi.hoisted(() => {
  let resolve = (_: object) => {};
  const promise = new Promise<object>((done) => {
    resolve = done;
  });
  return { push: vi.fn(), taken: { promise, resolve } };
});
vi.mock('@tanstack/react-router', async (original) => ({
  ...(await original<object>()),
  useRouter: () => ({ history: { push }, invalidate: vi.fn() }),
}));
vi.mock('../session/useSession', () => ({ useSession: () => ({ grants: [] }) }));
vi.mock('../session/api', async (original) => ({ ...(await original<object>()), playRole: () => taken.promise }));

const look = (queries: QueryClient, tour: Partial<Tour>) => (
  <QueryClientProvider client={queries}>
    <LanguageProvider>
      <TourLook tour={tour as Tour} />
    </LanguageProvider>
  </QueryClientProvider>
);

it('leads to what was told of when it was clicked, though the story goes on', async () => {
  const queries = new QueryClient({ defaultOptions: { queries: { enabled: false } } });
  const { rerender } = render(look(queries, { alert: 3, role: 'grid_worker' }));
  await act(async () => fireEvent.click(screen.getByRole('button')));
  rerender(look(queries, { alert: 4, role: 'scenic_operator' }));

  await act(async () => taken.resolve({}));

  expect(push).toHaveBeenCalledExactlyOnceWith('/alerts/3');
});
