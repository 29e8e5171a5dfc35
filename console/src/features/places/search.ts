/** What the page of places shows. */
export interface PlacesSearch {
  tab?: 'import';
  q?: string;
}

export const placesSearch = (search: Record<string, unknown>): PlacesSearch => ({
  tab: search.tab === 'import' ? 'import' : undefined,
  q: search.q === undefined || search.q === '' ? undefined : String(search.q),
});
