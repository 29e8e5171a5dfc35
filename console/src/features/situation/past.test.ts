import { describe, expect, it } from 'vitest';
import { countsAt, isUnknownAt, markedPast, openAt, type PastHour, unseenAt } from './past';

const at = (minute: number) => `2026-03-18T08:${String(minute).padStart(2, '0')}:00.000000Z`;
const ms = (minute: number) => Date.parse(at(minute));
const alert = (change: Partial<PastHour['alerts'][number]>): PastHour['alerts'][number] => ({
  id: 1,
  title: { zh: '', en: '' },
  severity: 'high',
  area: 3,
  where: null,
  zone: null,
  lon: 1,
  lat: 2,
  floor: null,
  opened_at: at(10),
  ended_at: at(20),
  taken_at: at(15),
  unknown: [],
  ...change,
});
const hour = (change: Partial<PastHour>): PastHour => ({
  begins_at: at(0),
  ends_at: '2026-03-18T09:00:00.000000Z',
  first: null,
  alerts: [],
  unseen: [],
  counts: [],
  ...change,
});

describe('an hour that has passed', () => {
  it('shows an alert from its opening until just before its end', () => {
    const past = hour({ alerts: [alert({})] });
    expect([9, 10, 19, 20].map((minute) => openAt(past, ms(minute)).length)).toEqual([0, 1, 1, 0]);
  });

  it('shows what never ended, and what was unseen while it was', () => {
    const past = hour({
      alerts: [alert({ ended_at: null })],
      unseen: [{ zone: 7, since: at(5), until: at(6) }],
    });
    expect(openAt(past, ms(59))).toHaveLength(1);
    expect([4, 5, 6].map((minute) => unseenAt(past, ms(minute)))).toEqual([[], [7], []]);
  });

  it('knows when an alert was unknown and when somebody had it', () => {
    const one = alert({ unknown: [{ since: at(12), until: at(13) }] });
    expect([11, 12, 13].map((minute) => isUnknownAt(one, ms(minute)))).toEqual([false, true, false]);
    expect([14, 15].map((minute) => markedPast(one, ms(minute)).taken)).toEqual([false, true]);
  });

  it('counts people by the last word so far, and the trend by five minutes', () => {
    const past = hour({
      counts: [
        { zone: 7, at: at(0), count: 100 },
        { zone: 7, at: at(5), count: 200 },
        { zone: 7, at: at(30), count: 900 },
      ],
    });
    expect(countsAt(past, ms(10)).get(7)).toEqual({ count: 200, perMinute: 20 });
    expect(countsAt(past, ms(30)).get(7)).toEqual({ count: 900, perMinute: null });
  });
});
