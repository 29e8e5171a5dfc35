import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import type { Palette } from '../../theme/tokens';
import type { Language } from '../../words';
import { nameIn, text } from './shared';

export const CROWD_LAYERS = ['crowd', 'crowd-unknown', 'crowd-line', 'crowd-count', 'flow', 'flow-count'];

const isGate: ExpressionSpecification = ['==', ['geometry-type'], 'Point'];
const isPlace: ExpressionSpecification = ['!', isGate];
const isCounted: ExpressionSpecification = ['has', 'share'];

/**
 * How full places are: the fuller the darker, never in a colour of alerts; hatched where nobody counts now. At counted
 * gates an arrow in and an arrow out, the larger the more people a minute.
 */
export function crowdLayers(
  { map, text: ink }: Palette,
  language: Language,
): { surfaces: LayerSpecification[]; figures: LayerSpecification[] } {
  const surfaces: LayerSpecification[] = [
    {
      id: 'crowd',
      type: 'fill',
      source: 'crowd',
      filter: ['all', isPlace, isCounted],
      paint: {
        'fill-color': map.crowd,
        'fill-opacity': ['interpolate', ['linear'], ['get', 'share'], 0, 0.06, 0.5, 0.26, 1, 0.72],
      },
    },
    {
      id: 'crowd-unknown',
      type: 'fill',
      source: 'crowd',
      filter: ['all', isPlace, ['!', isCounted]],
      paint: { 'fill-pattern': 'hatch' },
    },
    {
      id: 'crowd-line',
      type: 'line',
      source: 'crowd',
      minzoom: 12.5,
      filter: isPlace,
      paint: { 'line-color': map.crowd, 'line-width': 1.2, 'line-opacity': 0.8 },
    },
  ];
  const figures: LayerSpecification[] = [
    {
      id: 'crowd-count',
      type: 'symbol',
      source: 'crowd',
      minzoom: 13.4,
      filter: isPlace,
      layout: {
        ...text,
        'text-field': [
          'case',
          isCounted,
          ['format', nameIn(language), { 'font-scale': 0.9 }, '\n', {}, ['get', 'label'], {}],
          nameIn(language),
        ],
        'text-size': 13,
        'symbol-sort-key': ['-', 1, ['coalesce', ['get', 'share'], 0]],
      },
      paint: { 'text-color': ink, 'text-halo-color': map.halo, 'text-halo-width': 1.6 },
    },
    {
      id: 'flow',
      type: 'symbol',
      source: 'crowd',
      minzoom: 13,
      filter: ['all', isGate, ['has', 'rate']],
      layout: {
        'icon-image': 'flow',
        'icon-size': ['interpolate', ['linear'], ['get', 'rate'], 1, 0.55, 30, 0.9, 150, 1.5],
        'icon-rotate': ['get', 'bearing'],
        'icon-rotation-alignment': 'map',
        'icon-pitch-alignment': 'map',
        // Turned with the arrow: in and out lie side by side, as people keep to the right.
        'icon-offset': [15, 0],
        'icon-allow-overlap': true,
        'icon-ignore-placement': true,
      },
    },
    {
      id: 'flow-count',
      type: 'symbol',
      source: 'crowd',
      minzoom: 14,
      filter: ['all', isGate, ['has', 'label']],
      layout: {
        ...text,
        'text-field': ['format', nameIn(language), { 'font-scale': 0.9 }, '\n', {}, ['get', 'label'], {}],
        'text-size': 12,
        'text-offset': [0, 2.4],
      },
      paint: { 'text-color': ink, 'text-halo-color': map.halo, 'text-halo-width': 1.6 },
    },
  ];
  return { surfaces, figures };
}
