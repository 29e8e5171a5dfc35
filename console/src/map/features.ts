import type { Feature, FeatureCollection, Point, Polygon, Position } from 'geojson';
import { type Severity, severityOrder } from '../theme/tokens';

/** What the map needs to know of an alert. */
export interface MarkedAlert {
  id: number;
  severity: Severity;
  lon: number | null;
  lat: number | null;
  floor: number;
  areaId: number;
  /** Somebody is on it. */
  taken: boolean;
}

export const nothing: FeatureCollection = { type: 'FeatureCollection', features: [] };

/**
 * The areas, each with its `level`: `near` innermost ones, drawn as one comes close; `far` those that stand for the
 * innermost ones in them when seen from afar; `both` innermost ones that nothing stands for; `wide` all above.
 */
export function withLevels(areas: FeatureCollection): FeatureCollection {
  const parents = new Set(areas.features.map(({ properties }) => properties?.parent));
  const isLeaf = (area: Feature) => !parents.has(area.properties?.id);
  const mixed = new Set(areas.features.filter((area) => !isLeaf(area)).map(({ properties }) => properties?.parent));
  const known = new Set(areas.features.map(({ properties }) => properties?.id));
  const level = (area: Feature): string => {
    if (!isLeaf(area)) return mixed.has(area.properties?.id) ? 'wide' : 'far';
    return known.has(area.properties?.parent) && !mixed.has(area.properties?.parent) ? 'near' : 'both';
  };
  return {
    ...areas,
    features: areas.features.map((area) => ({ ...area, properties: { ...area.properties, level: level(area) } })),
  };
}

export const rankOf = (severity: Severity): number => severityOrder.indexOf(severity);

const isPlaced = (alert: MarkedAlert): alert is MarkedAlert & { lon: number; lat: number } =>
  alert.lon !== null && alert.lat !== null;

/** Alerts with a place as points; `rank` 0 is the worst. */
export function alertPoints(alerts: readonly MarkedAlert[]): FeatureCollection<Point> {
  return {
    type: 'FeatureCollection',
    features: alerts.filter(isPlaced).map((alert) => ({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [alert.lon, alert.lat] },
      properties: { id: alert.id, rank: rankOf(alert.severity), taken: alert.taken },
    })),
  };
}

export interface Load {
  /** Rank of the worst open alert in the area. */
  worst: number;
  open: number;
}

/** What is open in each area and all below it, by the area's number; an area without open work is absent. */
export function areaLoads(areas: FeatureCollection, alerts: readonly MarkedAlert[]): Map<number, Load> {
  const parents = new Map(areas.features.map(({ properties }) => [Number(properties?.id), Number(properties?.parent)]));
  const loads = new Map<number, Load>();
  for (const { areaId, severity } of alerts) {
    const rank = rankOf(severity);
    for (let area = areaId, up = 0; area && up < 12; area = parents.get(area) ?? 0, up++) {
      const before = loads.get(area);
      loads.set(area, { worst: Math.min(before?.worst ?? rank, rank), open: (before?.open ?? 0) + 1 });
    }
  }
  return loads;
}

/** The building whose outline holds the place, if any. */
export function buildingAt(buildings: FeatureCollection, lon: number, lat: number): Feature<Polygon> | undefined {
  return buildings.features.find(
    (building): building is Feature<Polygon> =>
      building.geometry.type === 'Polygon' && isInside(building.geometry.coordinates[0] ?? [], lon, lat),
  );
}

/** One point per place to write its name at; a polygon that crosses a tile's edge would be named in both tiles. */
export function namePoints(places: FeatureCollection): FeatureCollection<Point> {
  return {
    type: 'FeatureCollection',
    features: places.features.flatMap((place) => {
      const bounds = boundsOf({ type: 'FeatureCollection', features: [place] });
      if (!bounds) return [];
      const [west, south, east, north] = bounds;
      const coordinates = [(west + east) / 2, (south + north) / 2];
      return [{ type: 'Feature', geometry: { type: 'Point', coordinates }, properties: place.properties }];
    }),
  };
}

/** Even–odd rule: a ray to the east crosses the ring an odd number of times. */
function isInside(ring: Position[], lon: number, lat: number): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [ax, ay] = ring[i] as [number, number];
    const [bx, by] = ring[j] as [number, number];
    if (ay > lat !== by > lat && lon < ((bx - ax) * (lat - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

/** A floor to light: of an alert with its severity, or one that somebody looks at. */
export interface Lit {
  lon: number | null;
  lat: number | null;
  floor: number;
  severity?: Severity;
}

/** The slice of the building (`house`, else the one at the place) that is the floor, to be lit; nothing outdoors. */
export function litFloor(buildings: FeatureCollection, lit: Lit | undefined, house?: Feature): FeatureCollection {
  if (!lit || lit.lon === null || lit.lat === null || lit.floor < 1) return nothing;
  const building = house ?? buildingAt(buildings, lit.lon, lit.lat);
  const floors = Number(building?.properties?.floors ?? 0);
  const height = Number(building?.properties?.height_m ?? 0);
  if (building?.geometry.type !== 'Polygon' || floors < 1) return nothing;
  const storey = height / floors;
  const floor = Math.min(lit.floor, floors);
  const rank = lit.severity && { rank: rankOf(lit.severity) };
  return {
    type: 'FeatureCollection',
    features: [
      {
        type: 'Feature',
        geometry: wider(building.geometry),
        properties: { base_m: storey * (floor - 1), top_m: storey * floor + 0.2, ...rank },
      },
    ],
  };
}

/** The outline a little outside itself, so that what is drawn with it stands out of the walls. */
function wider({ coordinates }: Polygon): Polygon {
  const [outer = []] = coordinates;
  const corners = outer.slice(1);
  const middle = [0, 1].map((axis) => corners.reduce((sum, corner) => sum + (corner[axis] ?? 0), 0) / corners.length);
  const moved = outer.map((corner) =>
    corner.map((value, axis) => (middle[axis] ?? 0) + (value - (middle[axis] ?? 0)) * 1.02),
  );
  return { type: 'Polygon', coordinates: [moved] };
}

/** West, south, east, north of everything in the collection; undefined when it is empty. */
export function boundsOf(collection: FeatureCollection): [number, number, number, number] | undefined {
  const bounds: [number, number, number, number] = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  const visit = (coordinates: unknown): void => {
    if (!Array.isArray(coordinates)) return;
    if (typeof coordinates[0] !== 'number') {
      coordinates.forEach(visit);
      return;
    }
    const [lon, lat] = coordinates as [number, number];
    bounds[0] = Math.min(bounds[0], lon);
    bounds[1] = Math.min(bounds[1], lat);
    bounds[2] = Math.max(bounds[2], lon);
    bounds[3] = Math.max(bounds[3], lat);
  };
  for (const { geometry } of collection.features)
    if (geometry && 'coordinates' in geometry) visit(geometry.coordinates);
  return bounds[0] <= bounds[2] ? bounds : undefined;
}
