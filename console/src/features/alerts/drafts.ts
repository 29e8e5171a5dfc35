import type { StepGiven } from './api';

/** Which form of which person: nobody else at this screen meets what they began. */
export interface DraftOf {
  user: number;
  alert: number;
  action: string;
}

// In memory only: a note may name somebody, and stays in no store of the browser (LU-13).
const drafts = new Map<string, StepGiven>();

const keyOf = ({ user, alert, action }: DraftOf) => `${user}/${alert}/${action}`;

/**
 * What somebody began to fill in for a step and has not sent. It outlives a closed form or panel, another alert, a
 * step somebody else took meanwhile and a sign-in that ran out; it ends with its sending and the sign-out.
 */
export const draftOf = (which: DraftOf): StepGiven => drafts.get(keyOf(which)) ?? {};

/** Keeps it; what was compared item by item is not kept, for it is looked at anew each time. */
export function keepDraft(which: DraftOf, { compared: _, ...given }: StepGiven): void {
  drafts.set(keyOf(which), given);
}

export function dropDraft(which: DraftOf): void {
  drafts.delete(keyOf(which));
}

export function dropAllDrafts(): void {
  drafts.clear();
}
