import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import type { Palette } from '../../theme/tokens';
import { text } from './shared';

export const PATROL_LAYERS = ['patrol-cluster', 'patrol-count', 'patrol'];

/** From here on patrols are drawn: the whole city's would say nothing and cover the alerts. */
export const PATROLS_NEAR = 12.4;
const isCluster: ExpressionSpecification = ['has', 'point_count'];

/** Who is out where: a small mark for each, the same for all but its shape, never in a colour of alerts. */
export function patrolLayers({ map }: Palette): LayerSpecification[] {
  return [
    {
      id: 'patrol-cluster',
      type: 'circle',
      source: 'patrols',
      minzoom: PATROLS_NEAR,
      filter: isCluster,
      paint: {
        'circle-radius': 10,
        'circle-color': map.halo,
        'circle-opacity': 0.85,
        'circle-stroke-color': map.patrol,
        'circle-stroke-width': 1.2,
      },
    },
    {
      id: 'patrol-count',
      type: 'symbol',
      source: 'patrols',
      minzoom: PATROLS_NEAR,
      filter: isCluster,
      layout: { ...text, 'text-field': ['to-string', ['get', 'point_count']], 'text-size': 11 },
      paint: { 'text-color': map.patrol },
    },
    {
      id: 'patrol',
      type: 'symbol',
      source: 'patrols',
      minzoom: PATROLS_NEAR,
      filter: ['!', isCluster],
      layout: {
        'icon-image': ['concat', 'patrol-', ['get', 'kind']],
        'icon-size': ['interpolate', ['linear'], ['zoom'], 13, 0.7, 17, 1],
        'icon-allow-overlap': true,
        'icon-ignore-placement': true,
      },
    },
  ];
}
