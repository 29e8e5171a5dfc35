/** What the page shows: the hand-over or the modes, of which post; a new mode may come with its place filled in. */
export interface ShiftSearch {
  tab?: 'modes';
  area?: number;
  role?: string;
  zone?: number;
  device?: number;
}

const number = (value: unknown): number | undefined => (Number.isInteger(value) ? (value as number) : undefined);

export const shiftSearch = (search: Record<string, unknown>): ShiftSearch => ({
  tab: search.tab === 'modes' ? 'modes' : undefined,
  area: number(search.area),
  role: typeof search.role === 'string' ? search.role : undefined,
  zone: number(search.zone),
  device: number(search.device),
});
