import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import type { Palette } from '../../theme/tokens';
import { byHeight, byRank, kindIs } from './shared';

/** From here on the innermost areas are drawn; from further away those that stand for them (`withLevels`). */
export const NEAR = 13.2;

const levelIs = (...levels: string[]): ExpressionSpecification => ['in', ['get', 'level'], ['literal', levels]];
const worst: ExpressionSpecification = ['coalesce', ['feature-state', 'worst'], -1];
const isTinted: ExpressionSpecification = ['>=', worst, 0];
/** A zone is hatched where nothing answers now, nothing watches at all, or nothing gives what a chosen model needs. */
const isUnseen: ExpressionSpecification = [
  'any',
  ['boolean', ['feature-state', 'unseen'], false],
  ['to-boolean', ['coalesce', ['feature-state', 'cover'], '']],
  ['!', ['boolean', ['get', 'watched'], true]],
];

/** Outlines of areas, tinted by their worst open work. */
function areaLayers({ map }: Palette): LayerSpecification[] {
  const fill = (id: string, levels: string[], opacity: [number, number], zooms: object): LayerSpecification => ({
    id,
    type: 'fill',
    source: 'areas',
    ...zooms,
    filter: levelIs(...levels),
    paint: {
      'fill-color': ['case', isTinted, byRank(worst), map.areaFill],
      'fill-opacity': [
        'interpolate',
        ['linear'],
        ['zoom'],
        10,
        ['case', isTinted, opacity[0], 0.05],
        16,
        ['case', isTinted, opacity[1], 0.03],
      ],
    },
  });
  return [
    fill('area-far', ['far', 'both'], [0.34, 0.3], { maxzoom: NEAR }),
    fill('area-near', ['near', 'both'], [0.34, 0.07], { minzoom: NEAR }),
    {
      id: 'area-hatch',
      type: 'fill',
      source: 'areas',
      filter: levelIs('near', 'both'),
      paint: {
        'fill-pattern': 'hatch',
        'fill-opacity': [
          'match',
          ['coalesce', ['feature-state', 'cover'], ''],
          ['unknown', 'not_covered', 'off'],
          1,
          0,
        ],
      },
    },
    {
      id: 'area-wide-line',
      type: 'line',
      source: 'areas',
      maxzoom: 14,
      filter: ['all', levelIs('wide'), ['in', ['get', 'kind'], ['literal', ['district', 'town']]]],
      paint: {
        'line-color': map.areaLine,
        'line-width': ['match', ['get', 'kind'], 'district', 1.6, 0.8],
        'line-opacity': 0.8,
      },
    },
    {
      id: 'area-far-line',
      type: 'line',
      source: 'areas',
      minzoom: 10.5,
      maxzoom: 15,
      filter: levelIs('far', 'both'),
      paint: { 'line-color': map.areaLine, 'line-width': ['interpolate', ['linear'], ['zoom'], 10.5, 0.5, 14, 1.4] },
    },
    {
      id: 'area-near-line',
      type: 'line',
      source: 'areas',
      minzoom: 12.2,
      filter: levelIs('near', 'both'),
      paint: {
        'line-color': ['case', isTinted, byRank(worst), map.areaLine],
        'line-opacity': ['interpolate', ['linear'], ['zoom'], 12.2, 0.3, 14, 1],
        'line-width': ['interpolate', ['linear'], ['zoom'], 12.2, 0.6, 17, 2],
      },
    },
  ];
}

/** The watched places in them; hatched where they cannot be seen. */
function zoneLayers({ map }: Palette): LayerSpecification[] {
  const isSurface: ExpressionSpecification = ['==', ['geometry-type'], 'Polygon'];
  return [
    {
      id: 'zone-fill',
      type: 'fill',
      source: 'zones',
      minzoom: 14.5,
      filter: isSurface,
      paint: { 'fill-color': map.zone, 'fill-opacity': 0.16 },
    },
    {
      id: 'zone-unseen',
      type: 'fill',
      source: 'zones',
      minzoom: 14,
      filter: isSurface,
      paint: { 'fill-pattern': 'hatch', 'fill-opacity': ['case', isUnseen, 1, 0] },
    },
    {
      id: 'zone-line',
      type: 'line',
      source: 'zones',
      minzoom: 14.5,
      filter: ['!=', ['geometry-type'], 'Point'],
      paint: {
        'line-color': ['case', isUnseen, map.hatch, map.zone],
        'line-width': ['interpolate', ['linear'], ['zoom'], 15, 0.6, 18, 1.4],
        'line-opacity': ['case', isUnseen, 0.9, 0.45],
      },
    },
  ];
}

/** Where the chosen alert is: drawn over the houses, which would hide a lane between them. */
export function litLayers(): LayerSpecification[] {
  const rank: ExpressionSpecification = ['coalesce', ['feature-state', 'lit'], -1];
  return [
    {
      id: 'zone-lit',
      type: 'line',
      source: 'zones',
      minzoom: 14.5,
      filter: ['!=', ['geometry-type'], 'Point'],
      paint: {
        'line-color': byRank(rank),
        'line-width': ['interpolate', ['linear'], ['zoom'], 15, 1.5, 18, 3],
        'line-opacity': ['case', ['>=', rank, 0], 1, 0],
      },
    },
  ];
}

export const placeLayers = (palette: Palette): LayerSpecification[] => [...areaLayers(palette), ...zoneLayers(palette)];

/** Houses: those nobody watches lie flat and pale beneath ours; a chosen floor is lit. */
export function buildingLayers({ map }: Palette): LayerSpecification[] {
  const chosen: ExpressionSpecification = ['boolean', ['feature-state', 'chosen'], false];
  return [
    {
      id: 'neighbour',
      type: 'fill-extrusion',
      source: 'ground',
      minzoom: 13,
      filter: kindIs('building'),
      paint: {
        'fill-extrusion-color': byHeight(map.neighbourLow, map.neighbourHigh),
        'fill-extrusion-height': ['get', 'height_m'],
        'fill-extrusion-opacity': 0.85,
        'fill-extrusion-vertical-gradient': true,
      },
    },
    {
      id: 'building',
      type: 'fill-extrusion',
      source: 'buildings',
      minzoom: 12,
      paint: {
        'fill-extrusion-color': ['case', chosen, map.label, byHeight(map.buildingLow, map.buildingHigh)],
        'fill-extrusion-height': ['get', 'height_m'],
        'fill-extrusion-opacity': 0.92,
        'fill-extrusion-vertical-gradient': true,
      },
    },
    {
      id: 'floor',
      type: 'fill-extrusion',
      source: 'floor',
      paint: {
        'fill-extrusion-color': ['case', ['has', 'rank'], byRank(['get', 'rank']), map.label],
        'fill-extrusion-base': ['get', 'base_m'],
        'fill-extrusion-height': ['get', 'top_m'],
        'fill-extrusion-opacity': 0.9,
        'fill-extrusion-vertical-gradient': false,
      },
    },
  ];
}
