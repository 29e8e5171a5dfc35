import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import type { Palette } from '../../theme/tokens';
import type { Language } from '../../words';
import { nameIn, text } from './shared';

export const CROWD_LAYERS = ['crowd', 'crowd-unknown', 'crowd-line', 'crowd-count'];

const isCounted: ExpressionSpecification = ['has', 'share'];

/** How full places are: the fuller the darker, never in a colour of alerts; hatched where nobody counts now. */
export function crowdLayers(
  { map, text: ink }: Palette,
  language: Language,
): { surfaces: LayerSpecification[]; figures: LayerSpecification[] } {
  const surfaces: LayerSpecification[] = [
    {
      id: 'crowd',
      type: 'fill',
      source: 'crowd',
      filter: isCounted,
      paint: {
        'fill-color': map.crowd,
        'fill-opacity': ['interpolate', ['linear'], ['get', 'share'], 0, 0.06, 0.5, 0.26, 1, 0.72],
      },
    },
    {
      id: 'crowd-unknown',
      type: 'fill',
      source: 'crowd',
      filter: ['!', isCounted],
      paint: { 'fill-pattern': 'hatch' },
    },
    {
      id: 'crowd-line',
      type: 'line',
      source: 'crowd',
      minzoom: 12.5,
      paint: { 'line-color': map.crowd, 'line-width': 1.2, 'line-opacity': 0.8 },
    },
  ];
  const figures: LayerSpecification[] = [
    {
      id: 'crowd-count',
      type: 'symbol',
      source: 'crowd',
      minzoom: 13.4,
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
  ];
  return { surfaces, figures };
}
