import type { AlertFilter } from './api';

export interface QueueSearch extends AlertFilter {
  alert?: number;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value ? value : undefined);
const number = (value: unknown): number | undefined =>
  Number.isFinite(Number(value)) && value ? Number(value) : undefined;

/** What the address of the queue may say; anything else is left out. */
export function queueSearch(search: Record<string, unknown>): QueueSearch {
  const known: QueueSearch = {
    state: text(search.state),
    severity: text(search.severity),
    model: text(search.model),
    // A search for a number arrives as a number.
    q: text(typeof search.q === 'number' ? String(search.q) : search.q),
    order: search.order === 'newest' ? 'newest' : undefined,
    area: number(search.area),
    alert: number(search.alert),
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
}
