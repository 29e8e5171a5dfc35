import { expect, it } from 'vitest';
import { fullHour, peakOf } from './outlook';

const hour = (at: string, people: number, low: number, high: number) => ({ at, people, low, high });

it('says when it is likely full, and whether even the low end says so', () => {
  const hours = [hour('11', 900, 800, 1000), hour('12', 1010, 950, 1100), hour('13', 1200, 1050, 1300)];
  expect(fullHour({ hours, capacity: 1000 })).toEqual({ hour: hours[1], sure: false });
  expect(fullHour({ hours: hours.slice(2), capacity: 1000 })).toEqual({ hour: hours[2], sure: true });
});

it('says when it may be full though it is not expected', () => {
  const hours = [hour('11', 800, 700, 990), hour('12', 900, 800, 1000)];
  expect(fullHour({ hours, capacity: 1000 })).toEqual({ hour: hours[1], sure: false });
});

it('says nothing where it stays below', () => {
  expect(fullHour({ hours: [hour('11', 1, 1, 2)], capacity: 1000 })).toBeUndefined();
  expect(fullHour({ hours: [], capacity: 1000 })).toBeUndefined();
});

it('finds the fullest hour', () => {
  expect(peakOf([hour('11', 1, 0, 2), hour('12', 3, 0, 4)])?.at).toBe('12');
  expect(peakOf([])).toBeUndefined();
});
