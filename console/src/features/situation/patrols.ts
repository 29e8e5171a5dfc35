import type { FeatureCollection } from 'geojson';
import type { Bounds } from '../../map/MapCanvas';

type Place = [id: number, lon: number, lat: number];
type Whole = [...Place, kind: string, unitZh: string, unitEn: string];

/** What the stream says of patrols: all of them, or what came, moved and went since. */
export interface PatrolNews {
  whole?: Whole[];
  came?: Whole[];
  moved?: Place[];
  gone?: number[];
}

let known = new Map<number, Whole>();
const listeners = new Set<() => void>();

/** Takes the stream's news in; nothing of it is kept beyond this page's life. */
export function hearPatrols(news: PatrolNews): void {
  if (news.whole) known = new Map();
  for (const patrol of [...(news.whole ?? []), ...(news.came ?? [])]) known.set(patrol[0], patrol);
  for (const [id, lon, lat] of news.moved ?? []) {
    const patrol = known.get(id);
    if (patrol) known.set(id, [id, lon, lat, patrol[3], patrol[4], patrol[5]]);
  }
  for (const id of news.gone ?? []) known.delete(id);
  for (const listener of listeners) listener();
}

export function onPatrols(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Where everybody within the bounds (west, south, east, north) is now, one point each. */
export function patrolPoints([west, south, east, north]: Bounds): FeatureCollection {
  const isInside = ([, lon, lat]: Whole) => lon >= west && lon <= east && lat >= south && lat <= north;
  return {
    type: 'FeatureCollection',
    features: [...known.values()].filter(isInside).map(([id, lon, lat, kind, unit_zh, unit_en]) => ({
      type: 'Feature',
      id,
      geometry: { type: 'Point', coordinates: [lon, lat] },
      properties: { id, kind, unit_zh, unit_en },
    })),
  };
}
