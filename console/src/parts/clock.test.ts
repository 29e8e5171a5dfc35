import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { onClock, playClock, present, stopClock } from './clock';
import { clockTime } from './time';

beforeEach(() => vi.useFakeTimers({ toFake: ['Date', 'performance'] }));
afterEach(() => {
  stopClock();
  vi.useRealTimers();
});

it('is our own clock where nothing is played', () => {
  expect(present()).toBe(Date.now());
});

it('goes on from what was told, as fast as was told', () => {
  playClock(1_000_000, 10);
  vi.advanceTimersByTime(3_000);
  expect(present()).toBe(1_030_000);
});

it('stands still at speed nought', () => {
  playClock(1_000_000, 0);
  vi.advanceTimersByTime(3_000);
  expect(present()).toBe(1_000_000);
});

it('shows instants in the zone of the platform, played or not', () => {
  expect(clockTime('2026-03-18T02:24:00Z', 'zh')).toBe('10:24:00');
});

it('tells whoever listens, until they leave', () => {
  const heard = vi.fn();
  const leave = onClock(heard);
  playClock(0, 1);
  leave();
  stopClock();
  expect(heard).toHaveBeenCalledOnce();
});
