import type { DataDrivenPropertyValueSpecification, ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import { fontFamily, type Palette, severityFill, severityOrder } from '../theme/tokens';
import type { Language } from '../words';

/** Rank of a severity, 0 worst; `clusterProperties` keeps the smallest, so a cluster carries its worst. */
export const RANKS = severityOrder;

const byRank = (property: string): ExpressionSpecification =>
  [
    'match',
    ['get', property],
    ...RANKS.flatMap((severity, rank) => [rank, severityFill[severity]]),
    severityFill.low,
  ] as unknown as ExpressionSpecification;

const byHeight = (low: string, high: string): DataDrivenPropertyValueSpecification<string> => [
  'interpolate',
  ['linear'],
  ['get', 'height_m'],
  6,
  low,
  100,
  high,
];

const kindIs = (...kinds: string[]): ExpressionSpecification => ['in', ['get', 'kind'], ['literal', kinds]];

/** Metres to pixels at zoom 12 and 20 near 35° north, so that a road keeps its width in the world. */
const metresWide = (metres: ExpressionSpecification | number): DataDrivenPropertyValueSpecification<number> => [
  'interpolate',
  ['exponential', 2],
  ['zoom'],
  12,
  ['max', 0.4, ['*', metres, 0.032]],
  20,
  ['*', metres, 8.2],
];

/** What recedes: the ground, drawn bottom first. */
function groundLayers({ map }: Palette): LayerSpecification[] {
  const surface = (id: string, kinds: string[], color: string): LayerSpecification => ({
    id,
    type: 'fill',
    source: 'ground',
    filter: kindIs(...kinds),
    paint: { 'fill-color': color },
  });
  return [
    { id: 'land', type: 'background', paint: { 'background-color': map.land } },
    surface('water', ['sea', 'water'], map.water),
    surface('beach', ['beach'], map.beach),
    surface('green', ['green'], map.green),
    surface('block', ['block'], map.block),
    surface('wood', ['wood'], map.wood),
    {
      id: 'path',
      type: 'line',
      source: 'ground',
      filter: kindIs('path'),
      minzoom: 14,
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': map.road, 'line-width': metresWide(['get', 'width_m']), 'line-opacity': 0.7 },
    },
    {
      id: 'street',
      type: 'line',
      source: 'ground',
      filter: kindIs('street'),
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': map.road, 'line-width': metresWide(['get', 'width_m']) },
    },
  ];
}

/** Outlines of areas, tinted by their worst open work, and the watched places. */
function placeLayers({ map }: Palette): LayerSpecification[] {
  const tinted: ExpressionSpecification = ['has', 'worst'];
  const zoneLine: ExpressionSpecification = ['interpolate', ['linear'], ['zoom'], 15, 0.6, 18, 1.4];
  return [
    {
      id: 'area-fill',
      type: 'fill',
      source: 'areas',
      filter: ['==', ['get', 'leaf'], true],
      paint: {
        'fill-color': ['case', tinted, byRank('worst'), map.areaFill],
        'fill-opacity': [
          'interpolate',
          ['linear'],
          ['zoom'],
          12,
          ['case', tinted, 0.22, 0.05],
          16,
          ['case', tinted, 0.07, 0.03],
        ],
      },
    },
    {
      id: 'area-line',
      type: 'line',
      source: 'areas',
      filter: ['==', ['get', 'leaf'], true],
      paint: { 'line-color': map.areaLine, 'line-width': ['interpolate', ['linear'], ['zoom'], 12, 1, 17, 2] },
    },
    {
      id: 'zone-fill',
      type: 'fill',
      source: 'zones',
      minzoom: 14.5,
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': map.zone, 'fill-opacity': 0.16 },
    },
    {
      id: 'zone-unseen',
      type: 'fill',
      source: 'unseen',
      minzoom: 13,
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-pattern': 'hatch' },
    },
    {
      id: 'zone-line',
      type: 'line',
      source: 'zones',
      minzoom: 14.5,
      filter: ['!=', ['geometry-type'], 'Point'],
      paint: { 'line-color': map.zone, 'line-width': zoneLine, 'line-opacity': 0.45 },
    },
    {
      id: 'zone-unseen-line',
      type: 'line',
      source: 'unseen',
      minzoom: 14.5,
      filter: ['!=', ['geometry-type'], 'Point'],
      paint: { 'line-color': map.hatch, 'line-width': zoneLine, 'line-opacity': 0.9 },
    },
  ];
}

/** Houses: those nobody watches lie flat and pale beneath ours; the chosen alert's floor is lit. */
function buildingLayers({ map }: Palette): LayerSpecification[] {
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
        'fill-extrusion-color': byHeight(map.buildingLow, map.buildingHigh),
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
        'fill-extrusion-color': byRank('rank'),
        'fill-extrusion-base': ['get', 'base_m'],
        'fill-extrusion-height': ['get', 'top_m'],
        'fill-extrusion-opacity': 0.9,
        'fill-extrusion-vertical-gradient': false,
      },
    },
  ];
}

const text: { 'text-font': string[]; 'text-padding': number } = { 'text-font': [fontFamily], 'text-padding': 6 };

function labelLayers({ map }: Palette, language: Language): LayerSpecification[] {
  const name: ExpressionSpecification = [
    'case',
    ['!=', ['coalesce', ['get', `name_${language}`], ''], ''],
    ['get', `name_${language}`],
    ['coalesce', ['get', 'name_zh'], ''],
  ];
  const paint = { 'text-color': map.label, 'text-halo-color': map.halo, 'text-halo-width': 1.2 };
  return [
    {
      id: 'street-name',
      type: 'symbol',
      source: 'ground',
      minzoom: 15,
      filter: kindIs('street'),
      layout: {
        ...text,
        'symbol-placement': 'line',
        'text-pitch-alignment': 'viewport',
        'text-field': name,
        'text-size': 12,
        'symbol-spacing': 420,
      },
      paint: { ...paint, 'text-opacity': 0.75 },
    },
    {
      id: 'ground-name',
      type: 'symbol',
      source: 'ground',
      filter: kindIs('sea', 'water', 'green', 'beach'),
      minzoom: 14,
      layout: { ...text, 'text-field': name, 'text-size': 11, 'text-letter-spacing': 0.1 },
      paint: { ...paint, 'text-opacity': 0.6 },
    },
    {
      id: 'building-name',
      type: 'symbol',
      source: 'buildingNames',
      minzoom: 16.2,
      layout: { ...text, 'text-field': name, 'text-size': 12 },
      paint,
    },
    {
      id: 'area-name',
      type: 'symbol',
      source: 'areaNames',
      maxzoom: 16.8,
      filter: ['==', ['get', 'leaf'], true],
      layout: { ...text, 'text-field': name, 'text-size': 14, 'text-offset': [0, 1.6] },
      paint: { ...paint, 'text-halo-width': 1.6 },
    },
  ];
}

/** Devices that answer recede beneath the houses; one that does not is a hollow ring above them. */
function deviceLayers({ map }: Palette): { answering: LayerSpecification; silent: LayerSpecification } {
  const radius: DataDrivenPropertyValueSpecification<number> = [
    'interpolate',
    ['linear'],
    ['zoom'],
    15.5,
    1.8,
    19,
    4.5,
  ];
  return {
    answering: {
      id: 'device',
      type: 'circle',
      source: 'devices',
      minzoom: 15.5,
      paint: { 'circle-radius': radius, 'circle-color': map.device, 'circle-pitch-alignment': 'map' },
    },
    silent: {
      id: 'device-silent',
      type: 'circle',
      source: 'silent',
      minzoom: 15.5,
      paint: {
        'circle-radius': radius,
        'circle-color': map.rim,
        'circle-stroke-color': map.hatch,
        'circle-stroke-width': 1.8,
      },
    },
  };
}

/** The only saturated things. Clustered in the source; a cluster shows its worst and how many. */
function alertLayers({ map, ground }: Palette): LayerSpecification[] {
  const clustered: ExpressionSpecification = ['has', 'point_count'];
  return [
    {
      id: 'pulse',
      type: 'circle',
      source: 'pulse',
      paint: {
        'circle-radius': 18,
        'circle-color': 'transparent',
        'circle-stroke-color': severityFill.critical,
        'circle-stroke-width': 3,
        'circle-stroke-opacity': 0,
      },
    },
    {
      id: 'chosen',
      type: 'circle',
      source: 'chosen',
      paint: {
        'circle-radius': 20,
        'circle-color': byRank('rank'),
        'circle-opacity': 0.18,
        'circle-stroke-color': byRank('rank'),
        'circle-stroke-width': 2,
      },
    },
    {
      id: 'cluster',
      type: 'circle',
      source: 'alerts',
      filter: clustered,
      paint: {
        'circle-radius': ['step', ['get', 'point_count'], 15, 10, 18, 100, 23],
        'circle-color': ground,
        'circle-opacity': 0.92,
        'circle-stroke-color': byRank('worst'),
        'circle-stroke-width': 3,
      },
    },
    {
      id: 'cluster-count',
      type: 'symbol',
      source: 'alerts',
      filter: clustered,
      layout: {
        ...text,
        'text-field': ['to-string', ['get', 'point_count']],
        'text-size': 13,
        'text-allow-overlap': true,
        'icon-image': ['concat', 'mark-', ['to-string', ['get', 'worst']]],
        'icon-size': 0.5,
        'icon-offset': [0, -30],
        'icon-allow-overlap': true,
      },
      paint: { 'text-color': map.countText },
    },
    {
      id: 'alert',
      type: 'symbol',
      source: 'alerts',
      filter: ['!', clustered],
      layout: {
        'icon-image': ['concat', 'mark-', ['to-string', ['get', 'rank']]],
        'icon-size': ['interpolate', ['linear'], ['zoom'], 12, 0.6, 17, 1],
        'icon-allow-overlap': true,
        'symbol-sort-key': ['-', 10, ['get', 'rank']],
      },
      paint: { 'icon-opacity': ['case', ['get', 'taken'], 0.7, 1] },
    },
  ];
}

/** Every layer of our map, bottom first. */
export function layers(palette: Palette, language: Language): LayerSpecification[] {
  const devices = deviceLayers(palette);
  return [
    ...groundLayers(palette),
    ...placeLayers(palette),
    devices.answering,
    ...buildingLayers(palette),
    ...labelLayers(palette, language),
    devices.silent,
    ...alertLayers(palette),
  ];
}
