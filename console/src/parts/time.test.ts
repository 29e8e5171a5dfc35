import { describe, expect, it } from 'vitest';
import { ago, dayOf, duration, endOfDay, exactly, fieldOf, instantOf, isoOf } from './time';

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

describe('a field of date and time', () => {
  it('reads and means the zone of the platform, whatever the browser is set to', () => {
    const at = Date.parse('2026-03-01T16:30:00Z');
    expect(fieldOf(at)).toBe('2026-03-02T00:30');
    expect(dayOf(at)).toBe('2026-03-02');
    expect(instantOf(fieldOf(at))).toBe(at);
    expect(isoOf('2026-03-02T00:30')).toBe('2026-03-01T16:30:00.000Z');
    expect(endOfDay('2026-03-01')).toBe('2026-03-01T15:59:59.000Z');
    expect(exactly('2026-03-01T16:30:00Z', 'en')).toBe('02/03/2026, 00:30:00 GMT+8');
    expect(exactly('2026-03-01T16:30:00Z', 'zh')).toBe('2026/03/02 00:30:00 GMT+8');
  });

  it('is right on both sides of a change of the clocks', () => {
    const zone = 'America/New_York';
    for (const at of ['2026-03-08T06:30:00Z', '2026-03-08T07:30:00Z'].map(Date.parse))
      expect(instantOf(fieldOf(at, zone), zone)).toBe(at);
  });

  it('means nothing while it is not whole', () => {
    expect(instantOf('')).toBeUndefined();
  });
});
