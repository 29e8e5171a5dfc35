import type { LayerSpecification } from 'maplibre-gl';
import type { Palette } from '../../theme/tokens';
import { kindIs, metresWide } from './shared';

/** What recedes: the ground, drawn bottom first. */
export function groundLayers({ map }: Palette): LayerSpecification[] {
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
