/** What of the map is looked at; `bounds` is where a search flew to and is not kept in the address. */
export interface Chosen {
  area?: number;
  building?: number;
  floor?: number;
  bounds?: [number, number, number, number];
}

export interface SituationSearch extends Omit<Chosen, 'bounds'> {
  alert?: number;
}

const number = (given: unknown): number | undefined => Number(given) || undefined;

/** What the address of the situation may say; anything else is left out. */
export function situationSearch(search: Record<string, unknown>): SituationSearch {
  const known: SituationSearch = {
    alert: number(search.alert),
    area: number(search.area),
    building: number(search.building),
    floor: number(search.floor),
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
}
