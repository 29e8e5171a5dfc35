import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ago, useTold } from './time';

const OPENED = '2026-03-01T08:00:00Z';

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(Date.parse(OPENED));
});

afterEach(() => {
  vi.useRealTimers();
});

it('draws what is told of the present anew only when it is told otherwise', () => {
  let drawn = 0;
  const { result } = renderHook(() => {
    drawn += 1;
    return useTold((now) => ago(OPENED, now, 'en'));
  });
  act(() => void vi.advanceTimersByTime(65_000));
  expect(result.current).toBe('1 min ago');
  const before = drawn;
  act(() => void vi.advanceTimersByTime(50_000));
  expect(drawn).toBe(before);
  act(() => void vi.advanceTimersByTime(5_000));
  expect(result.current).toBe('2 min ago');
});
