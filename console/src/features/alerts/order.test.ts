import { describe, expect, it } from 'vitest';
import type { AlertLine } from './api';
import { byUrgency, isWaiting, severityOf, withAlert } from './order';

type Standing = Pick<AlertLine, 'id' | 'severity' | 'work_state' | 'claimed_by' | 'opened_at'>;

const alert = (id: number, change: Partial<Standing> = {}): Standing => ({
  id,
  severity: 'high',
  work_state: 'dispatched',
  claimed_by: null,
  opened_at: '2026-03-01T08:00:00.000000Z',
  ...change,
});
const somebody = { id: 9, name: '王强' };
const order = (...alerts: Standing[]) => alerts.sort(byUrgency).map(({ id }) => id);

describe('the order of urgency', () => {
  it('puts the worst first', () => {
    expect(order(alert(1, { severity: 'low' }), alert(2, { severity: 'critical' }), alert(3))).toEqual([2, 3, 1]);
  });

  it('puts what waits before what somebody has', () => {
    expect(order(alert(1, { claimed_by: somebody }), alert(2))).toEqual([2, 1]);
  });

  it('puts the longest waiting first', () => {
    expect(order(alert(1), alert(2, { opened_at: '2026-03-01T07:59:59.999999Z' }))).toEqual([2, 1]);
  });
});

describe('an alert heard of', () => {
  it('takes its place', () => {
    expect(withAlert([alert(1)], alert(2, { severity: 'critical' })).map(({ id }) => id)).toEqual([2, 1]);
  });

  it('replaces what was known of it', () => {
    expect(withAlert([alert(1)], alert(1, { work_state: 'accepted' }))).toEqual([alert(1, { work_state: 'accepted' })]);
  });

  it('leaves when its work is done', () => {
    expect(withAlert([alert(1), alert(2)], alert(1, { work_state: 'archived' })).map(({ id }) => id)).toEqual([2]);
  });
});

it('waits for somebody until it is claimed or accepted', () => {
  expect(isWaiting(alert(1))).toBe(true);
  expect(isWaiting(alert(1, { claimed_by: somebody }))).toBe(false);
  expect(isWaiting(alert(1, { work_state: 'accepted' }))).toBe(false);
});

it('never shows a severity it does not know as the worst', () => {
  expect(severityOf('catastrophic')).toBe('low');
});
