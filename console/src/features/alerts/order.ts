import { type Severity, severityOrder } from '../../theme/tokens';
import type { AlertLine } from './api';

/** States in which the work is over: such an alert leaves the list of open ones. */
const DONE = new Set(['archived', 'merged']);
/** States in which nobody is on it yet. */
const WAITING = new Set(['received', 'triage', 'dispatched']);

type Standing = Pick<AlertLine, 'id' | 'severity' | 'work_state' | 'claimed_by' | 'opened_at'>;

export const isDone = (alert: Pick<AlertLine, 'work_state'>): boolean => DONE.has(alert.work_state);
export const isWaiting = (alert: Pick<AlertLine, 'work_state' | 'claimed_by'>): boolean =>
  WAITING.has(alert.work_state) && !alert.claimed_by;

/** The severity as one of ours; a name we do not know yet is shown as the least, never as the worst. */
export const severityOf = (name: string): Severity => severityOrder.find((severity) => severity === name) ?? 'low';

/** Worst first; among equals what waits for somebody before what somebody has; then the one that waits longest. */
export function byUrgency(a: Standing, b: Standing): number {
  return (
    severityOrder.indexOf(severityOf(a.severity)) - severityOrder.indexOf(severityOf(b.severity)) ||
    Number(isWaiting(b)) - Number(isWaiting(a)) ||
    Date.parse(a.opened_at) - Date.parse(b.opened_at) ||
    a.id - b.id
  );
}

/** The list after one alert was heard of: it takes its place, or leaves when its work is done. */
export function withAlert<Line extends Standing>(alerts: readonly Line[], alert: Line): Line[] {
  const others = alerts.filter(({ id }) => id !== alert.id);
  return isDone(alert) ? others : [...others, alert].sort(byUrgency);
}
