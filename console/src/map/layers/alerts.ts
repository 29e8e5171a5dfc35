import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import { type Palette, severityFill } from '../../theme/tokens';
import { byRank, text } from './shared';

/** The only saturated things. Clustered in the source; a cluster shows its worst and how many. */
export function alertLayers({ map, ground }: Palette): LayerSpecification[] {
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
        'circle-color': byRank(['get', 'rank']),
        'circle-opacity': 0.18,
        'circle-stroke-color': byRank(['get', 'rank']),
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
        'circle-stroke-color': byRank(['get', 'worst']),
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
