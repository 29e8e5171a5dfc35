import type { FeatureCollection } from 'geojson';
import { describe, expect, it } from 'vitest';
import {
  alertPoints,
  boundsOf,
  buildingAt,
  litFloor,
  type MarkedAlert,
  nothing,
  silentDevices,
  tintedAreas,
  unseenZones,
  withLeaves,
} from './features';

/** One house of 30 m and 10 floors, ten thousandths of a degree square, at the origin. */
const buildings: FeatureCollection = {
  type: 'FeatureCollection',
  features: [
    {
      type: 'Feature',
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [0, 0],
            [10, 0],
            [10, 10],
            [0, 10],
            [0, 0],
          ],
        ],
      },
      properties: { id: 7, height_m: 30, floors: 10 },
    },
  ],
};
const areas: FeatureCollection = {
  type: 'FeatureCollection',
  features: [1, 2].map((id) => ({
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [id * 20, -5] },
    properties: { id },
  })),
};
const alert = (change: Partial<MarkedAlert> = {}): MarkedAlert => ({
  id: 1,
  severity: 'high',
  lon: 5,
  lat: 5,
  floor: 3,
  areaId: 1,
  taken: false,
  ...change,
});

describe('alerts on the map', () => {
  it('carry their rank, worst first', () => {
    const points = alertPoints([alert({ severity: 'critical' }), alert({ severity: 'low' })]);
    expect(points.features.map((point) => point.properties?.rank)).toEqual([0, 3]);
  });

  it('without a place are left out', () => {
    expect(alertPoints([alert({ lon: null })]).features).toEqual([]);
  });
});

describe('an area', () => {
  it('takes the tint of its worst open work', () => {
    const tinted = tintedAreas(areas, [alert({ severity: 'low' }), alert({ severity: 'high' })]);
    expect(tinted.features.map((area) => area.properties?.worst)).toEqual([1, undefined]);
  });
});

describe('a building', () => {
  it('is found by a place inside its outline only', () => {
    expect(buildingAt(buildings, 5, 5)?.properties?.id).toBe(7);
    expect(buildingAt(buildings, 10.1, 5)).toBeUndefined();
  });

  it("lights the alert's floor", () => {
    expect(litFloor(buildings, alert()).features[0]?.properties).toEqual({ base_m: 6, top_m: 9.2, rank: 1 });
  });

  it('lights its top floor for a floor above it', () => {
    expect(litFloor(buildings, alert({ floor: 99 })).features[0]?.properties?.base_m).toBe(27);
  });

  it('lights nothing outdoors, on floor 0, or without an alert', () => {
    for (const one of [alert({ lon: 50 }), alert({ floor: 0 }), undefined]) {
      expect(litFloor(buildings, one)).toBe(nothing);
    }
  });
});

describe('bounds', () => {
  it('hold every place', () => {
    expect(boundsOf({ type: 'FeatureCollection', features: [...buildings.features, ...areas.features] })).toEqual([
      0, -5, 40, 10,
    ]);
  });

  it('of nothing are none', () => {
    expect(boundsOf(nothing)).toBeUndefined();
  });
});

describe("the platform's features", () => {
  const point = (id: number, properties: object) => ({
    type: 'Feature' as const,
    id,
    geometry: { type: 'Point' as const, coordinates: [0, 0] },
    properties: { id, ...properties },
  });
  const three = (properties: object): FeatureCollection => ({
    type: 'FeatureCollection',
    features: [1, 2, 3].map((id) => point(id, id === 3 ? {} : properties)),
  });

  it('of zones are unseen where nothing answers and where nothing watches, each with its reason', () => {
    const unseen = unseenZones(three({ watched: true }), [2]);
    expect(unseen.features.map(({ id, properties }) => [id, properties?.reason])).toEqual([
      [2, 'unknown'],
      [3, 'not_covered'],
    ]);
  });

  it('of devices are silent with the state they are in', () => {
    const silent = silentDevices(three({}), { offline: [3], unknown: [1], never: [9] });
    expect(silent.features.map(({ id, properties }) => [id, properties?.state])).toEqual([
      [1, 'unknown'],
      [3, 'offline'],
    ]);
  });

  it('of areas are drawn innermost only', () => {
    const area = (id: number, parent: number | null) => ({
      type: 'Feature' as const,
      geometry: { type: 'Point' as const, coordinates: [0, 0] },
      properties: { id, parent },
    });
    const tree: FeatureCollection = { type: 'FeatureCollection', features: [area(1, null), area(2, 1), area(3, 1)] };
    expect(withLeaves(tree).features.map(({ properties }) => properties?.leaf)).toEqual([false, true, true]);
  });
});
