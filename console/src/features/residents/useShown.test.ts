import { describe, expect, it } from 'vitest';
import { timeLeft } from './useShown';

const NOW = Date.parse('2026-01-05T00:30:00Z');

describe('a field in clear', () => {
  it('stays until the platform says it ends', () => {
    expect(timeLeft('2026-01-05T00:34:00Z', NOW)).toBe(240_000);
  });

  it('never stays longer than five minutes, however the clocks differ', () => {
    expect(timeLeft('2026-01-05T09:00:00Z', NOW)).toBe(300_000);
    expect(timeLeft('2026-01-04T00:00:00Z', NOW)).toBe(300_000);
  });
});
