import { expect, it } from 'vitest';
import { trustOf } from './record';

const record = (right: number, wrong: number, low: number) => ({
  days: 28,
  true: right,
  false: wrong,
  unclear: 0,
  precision: right + wrong ? right / (right + wrong) : null,
  low: right + wrong ? low : null,
  high: 1,
});

it('says nothing of what nobody judged', () => expect(trustOf(record(0, 0, 0))).toBe('none'));
it('does not call three of three good', () => expect(trustOf(record(3, 0, 0.44))).toBe('few'));
it('calls it good once the whole interval lies above four fifths', () => {
  expect(trustOf(record(19, 0, 0.83))).toBe('good');
  expect(trustOf(record(9, 1, 0.6))).toBe('likely');
});
it('says when every second or more was false', () => {
  expect(trustOf(record(5, 5, 0.24))).toBe('mixed');
  expect(trustOf(record(4, 6, 0.17))).toBe('poor');
});
