/** What of the map is looked at; `bounds` is where a search flew to and is not kept in the address. */
export interface Chosen {
  area?: number;
  building?: number;
  floor?: number;
  bounds?: [number, number, number, number];
}

/** What is drawn beside areas, houses and alerts: nothing of it is needed to see what is open. */
export interface Shown {
  /** Devices from afar, in clusters. */
  devices?: boolean;
  /** False hides how full places are. */
  crowd?: boolean;
  /** False hides who is out where. */
  patrols?: boolean;
  /** The model whose coverage is shown. */
  covers?: string;
}

export interface SituationSearch extends Omit<Chosen, 'bounds'>, Shown {
  alert?: number;
  /** The instant that is looked back at, ms since 1970 UTC. */
  at?: number;
}

const number = (given: unknown): number | undefined => Number(given) || undefined;

/** What the address of the situation may say; anything else is left out. */
export function situationSearch(search: Record<string, unknown>): SituationSearch {
  const known: SituationSearch = {
    alert: number(search.alert),
    area: number(search.area),
    building: number(search.building),
    floor: number(search.floor),
    at: number(search.at),
    devices: search.devices === true || undefined,
    crowd: search.crowd === false ? false : undefined,
    patrols: search.patrols === false ? false : undefined,
    covers: typeof search.covers === 'string' && search.covers ? search.covers : undefined,
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
}
