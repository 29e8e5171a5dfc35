import { expect, it, vi } from 'vitest';
import { untilLoaded } from './untilLoaded';

it('asks again until the part is there', async () => {
  vi.useFakeTimers();
  const load = vi.fn().mockRejectedValueOnce(new TypeError('no network')).mockResolvedValue('part');
  const loaded = untilLoaded(load);
  await vi.advanceTimersByTimeAsync(14_999);
  expect(load).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  await expect(loaded).resolves.toBe('part');
  vi.useRealTimers();
});
