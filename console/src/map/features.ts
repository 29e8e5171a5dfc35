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

/** Zones that nobody can see: `reason` is `unknown` where nothing answers now, `not_covered` where nothing watches. */
export function unseenZones(zones: FeatureCollection, unseen: readonly number[]): FeatureCollection {
  const blind = new Set(unseen);
  return {
    ...zones,
    features: zones.features.flatMap((zone) => {
      const reason = blind.has(Number(zone.id)) ? 'unknown' : zone.properties?.watched ? undefined : 'not_covered';
      return reason ? [{ ...zone, properties: { ...zone.properties, reason } }] : [];
    }),
  };
}

/** Devices that do not answer, each with its `state`. */
export function silentDevices(
  devices: FeatureCollection,
  states: Record<'offline' | 'unknown' | 'never', readonly number[]>,
): FeatureCollection {
  const names = ['offline', 'unknown', 'never'] as const;
  const byNumber = new Map(names.flatMap((state) => states[state].map((number) => [number, state] as const)));
  return {
    ...devices,
    features: devices.features.flatMap((device) => {
      const state = byNumber.get(Number(device.id));
      return state ? [{ ...device, properties: { ...device.properties, state } }] : [];
    }),
  };
}

/** The areas, each marked `leaf` unless another one lies in it: only the innermost are drawn. */
export function withLeaves(areas: FeatureCollection): FeatureCollection {
  const parents = new Set(areas.features.map(({ properties }) => properties?.parent));
  return {
    ...areas,
    features: areas.features.map((area) => ({
      ...area,
      properties: { ...area.properties, leaf: !parents.has(area.properties?.id) },
    })),
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

/** The areas, each with the rank of its worst open work in `worst`; without open work the property is absent. */
export function tintedAreas(areas: FeatureCollection, alerts: readonly MarkedAlert[]): FeatureCollection {
  const worst = new Map<number, number>();
  for (const { areaId, severity } of alerts) {
    worst.set(areaId, Math.min(worst.get(areaId) ?? Number.POSITIVE_INFINITY, rankOf(severity)));
  }
  return {
    ...areas,
    features: areas.features.map((area) => {
      const rank = worst.get(Number(area.properties?.id));
      return rank === undefined ? area : { ...area, properties: { ...area.properties, worst: rank } };
    }),
  };
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

/** The slice of the building that is the alert's floor, to be lit; nothing outdoors. */
export function litFloor(buildings: FeatureCollection, alert: MarkedAlert | undefined): FeatureCollection {
  if (!alert || !isPlaced(alert) || alert.floor < 1) return nothing;
  const building = buildingAt(buildings, alert.lon, alert.lat);
  const floors = Number(building?.properties?.floors ?? 0);
  const height = Number(building?.properties?.height_m ?? 0);
  if (!building || floors < 1) return nothing;
  const storey = height / floors;
  const floor = Math.min(alert.floor, floors);
  return {
    type: 'FeatureCollection',
    features: [
      {
        type: 'Feature',
        geometry: wider(building.geometry),
        properties: { base_m: storey * (floor - 1), top_m: storey * floor + 0.2, rank: rankOf(alert.severity) },
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
