export type ListsTab = 'figures' | 'orders' | 'wrong';

export interface ListsSearch {
  tab?: ListsTab;
  kind?: string;
  entry?: number;
  order?: number;
}

/** What the page shows stands in its address. */
export const listsSearch = ({ tab, kind, entry, order }: Record<string, unknown>): ListsSearch => ({
  tab: tab === 'figures' || tab === 'orders' || tab === 'wrong' ? tab : undefined,
  kind: typeof kind === 'string' && kind ? kind : undefined,
  entry: Number(entry) || undefined,
  order: Number(order) || undefined,
});
