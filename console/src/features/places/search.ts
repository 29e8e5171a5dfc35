const TABS = ['rows', 'import'] as const;

/** What the page of places shows. */
export interface PlacesSearch {
  tab?: (typeof TABS)[number];
  kind?: string;
  q?: string;
}

export const placesSearch = (search: Record<string, unknown>): PlacesSearch => ({
  tab: TABS.find((tab) => tab === search.tab),
  kind: search.kind === undefined || search.kind === '' ? undefined : String(search.kind),
  q: search.q === undefined || search.q === '' ? undefined : String(search.q),
});
