import type { FeatureCollection } from 'geojson';
import { describe, expect, it } from 'vitest';
import {
  alertPoints,
  areaLoads,
  boundsOf,
  buildingAt,
  litFloor,
  type MarkedAlert,
  nothing,
  withLevels,
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

describe('areas', () => {
  const area = (id: number, parent: number | null) => ({
    type: 'Feature' as const,
    geometry: { type: 'Point' as const, coordinates: [0, 0] },
    properties: { id, parent },
  });
  const tree = (...rows: [id: number, parent: number | null][]): FeatureCollection => ({
    type: 'FeatureCollection',
    features: rows.map(([id, parent]) => area(id, parent)),
  });
  const levels = (areas: FeatureCollection) => withLevels(areas).features.map(({ properties }) => properties?.level);

  it('are drawn innermost from near, and from afar by what is around those', () => {
    expect(levels(tree([1, null], [2, 1], [3, 2], [4, 2]))).toEqual(['wide', 'far', 'near', 'near']);
  });

  it('beside others with something in them, or alone, are drawn from near and afar', () => {
    expect(levels(tree([1, null], [2, 1], [3, 2], [4, 1]))).toEqual(['wide', 'far', 'near', 'both']);
    expect(levels(tree([7, 3]))).toEqual(['both']);
  });

  it('carry the worst and the number of what is open in them and below', () => {
    const loads = areaLoads(tree([1, null], [2, 1], [3, 1]), [
      alert({ severity: 'low', areaId: 2 }),
      alert({ severity: 'high', areaId: 3 }),
    ]);
    expect([...loads].sort()).toEqual([
      [1, { worst: 1, open: 2 }],
      [2, { worst: 3, open: 1 }],
      [3, { worst: 1, open: 1 }],
    ]);
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
