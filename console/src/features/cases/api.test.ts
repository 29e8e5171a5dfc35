import { describe, expect, it } from 'vitest';
import { about, mondaysBefore } from './api';

describe('an expected number of cases', () => {
  it('has one digit behind the point while it is small', () => {
    expect([0.04, 2.44, 9.96, 12.6].map(about)).toEqual(['0.0', '2.4', '10.0', '13']);
  });
});

describe('the weeks before this one', () => {
  it('end with the one before it', () => {
    const weeks = mondaysBefore('2025-11-23T16:00:00.000000Z', 2).map((at) => new Date(at).toISOString());
    expect(weeks).toEqual(['2025-11-09T16:00:00.000Z', '2025-11-16T16:00:00.000Z']);
  });
  it('are none where none are known', () => {
    expect(mondaysBefore('2025-11-23T16:00:00Z', 0)).toEqual([]);
  });
});
