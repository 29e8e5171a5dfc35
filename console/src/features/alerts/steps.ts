import type { Alert, StepGiven } from './api';

/** What a step asks of the person before it is taken. */
export type Asked = 'verdict' | 'reason' | 'to' | 'into' | 'note' | null;

/** A step as the screen offers it; `key` takes it from the keyboard. */
export interface Step {
  action: string;
  key: string;
  asks: Asked;
  /** Ends the matter, or is hard to take back: said before it is done. */
  isFinal: boolean;
  given?: StepGiven;
}

/** In the order in which one is offered as the main one: the natural next step of the work first. */
const STEPS: readonly Step[] = [
  { action: 'accept', key: 'a', asks: null, isFinal: false },
  { action: 'arrive', key: 'r', asks: null, isFinal: false },
  { action: 'resolve', key: 's', asks: 'verdict', isFinal: false },
  { action: 'verify', key: 'v', asks: null, isFinal: true },
  { action: 'confirm', key: 'y', asks: 'note', isFinal: false },
  { action: 'dispatch', key: 'd', asks: null, isFinal: false },
  { action: 'release', key: 'u', asks: 'reason', isFinal: false },
  { action: 'claim', key: 'c', asks: null, isFinal: false },
  { action: 'return', key: 'b', asks: 'reason', isFinal: false },
  { action: 'reject', key: 'f', asks: 'reason', isFinal: true },
  { action: 'hand_over', key: 'h', asks: 'to', isFinal: false },
  { action: 'escalate', key: 'e', asks: 'reason', isFinal: false },
  { action: 'merge', key: 'm', asks: 'into', isFinal: true },
  { action: 'reopen', key: 'o', asks: 'reason', isFinal: false },
];

/** The steps this person can take now, the main one first. `F` says "false" wherever the work allows it. */
export function stepsFor(alert: Pick<Alert, 'actions'>): Step[] {
  const possible = STEPS.filter(({ action }) => alert.actions.includes(action));
  const resolve = possible.find(({ action }) => action === 'resolve');
  const canReject = possible.some(({ action }) => action === 'reject');
  if (!resolve || canReject) return possible;
  return [...possible, { ...resolve, key: 'f', given: { verdict: 'false' } }];
}
