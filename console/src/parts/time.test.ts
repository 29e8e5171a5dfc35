import { describe, expect, it } from 'vitest';
import { ago, duration } from './time';

describe('a length of time', () => {
  it.each([
    [-3, '0 秒', '0 s'],
    [59.9, '59 秒', '59 s'],
    [60, '1 分钟', '1 min'],
    [3599, '59 分钟', '59 min'],
    [3600, '1 小时', '1 h'],
    [172_799, '47 小时', '47 h'],
    [172_800, '2 天', '2 d'],
  ])('of %d s reads %s and %s', (seconds, zh, en) => {
    expect(duration(seconds, 'zh')).toBe(zh);
    expect(duration(seconds, 'en')).toBe(en);
  });
});

describe('an instant', () => {
  const instant = '2026-03-01T08:00:00.000000Z';
  const at = Date.parse(instant);

  it('under five seconds old is just now', () => {
    expect(ago(instant, at + 4_999, 'zh')).toBe('刚刚');
    expect(ago(instant, at + 5_000, 'en')).toBe('5 s ago');
  });

  it('slightly in the future is just now, not negative', () => {
    expect(ago(instant, at - 2_000, 'en')).toBe('just now');
  });
});
