import { QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiProblem } from '../api/client';
import { queries } from './queries';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  queries.clear();
  vi.useRealTimers();
});

/** How often something is asked for within a minute in which it fails with `status`. */
async function asked(status: number): Promise<number> {
  const read = vi.fn().mockRejectedValue(new ApiProblem(status, null, null));
  const stop = new QueryObserver(queries, { queryKey: ['page'], queryFn: read }).subscribe(() => {});
  await vi.advanceTimersByTimeAsync(60_000);
  stop();
  return read.mock.calls.length;
}

it('reads again by itself what the server failed to give, and what no network let through', async () => {
  expect(await asked(500)).toBeGreaterThan(3);
  queries.clear();
  expect(await asked(0)).toBeGreaterThan(3);
});

it('asks once for what is refused', async () => {
  expect(await asked(404)).toBe(1);
});
