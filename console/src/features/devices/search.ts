export const TABS = ['devices', 'balance', 'quarantine', 'parked', 'sources'] as const;
export type Tab = (typeof TABS)[number];

export interface DevicesSearch {
  tab?: Tab;
  state?: string;
  q?: string;
  device?: number;
}

/** What the address of the devices page may say; anything else is left out. */
export function devicesSearch(search: Record<string, unknown>): DevicesSearch {
  const known: DevicesSearch = {
    tab: TABS.find((tab) => tab === search.tab),
    state: typeof search.state === 'string' && search.state ? search.state : undefined,
    q: search.q === undefined || search.q === '' ? undefined : String(search.q),
    device: Number(search.device) || undefined,
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
}
