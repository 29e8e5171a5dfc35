import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import type { Palette } from '../../theme/tokens';
import type { Language } from '../../words';
import { NEAR } from './places';
import { kindIs, nameIn, text } from './shared';

/** Names, in the language of the page; what is named changes as one comes closer. */
export function labelLayers({ map }: Palette, language: Language): LayerSpecification[] {
  const name = nameIn(language);
  const paint = { 'text-color': map.label, 'text-halo-color': map.halo, 'text-halo-width': 1.2 };
  const area = (
    id: string,
    filter: ExpressionSpecification,
    size: number,
    zooms: { minzoom?: number; maxzoom: number },
  ): LayerSpecification => ({
    id,
    type: 'symbol',
    source: 'areaNames',
    ...zooms,
    filter,
    layout: { ...text, 'text-field': name, 'text-size': size, 'text-offset': [0, 1.6] },
    paint: { ...paint, 'text-halo-width': 1.6 },
  });
  const level = (...levels: string[]): ExpressionSpecification => ['in', ['get', 'level'], ['literal', levels]];
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
      source: 'buildings',
      minzoom: 16.2,
      layout: { ...text, 'text-field': name, 'text-size': 12 },
      paint,
    },
    area('area-near-name', level('near', 'both'), 14, { minzoom: NEAR + 0.6, maxzoom: 16.8 }),
    area('area-far-name', level('far'), 13, { minzoom: 12.2, maxzoom: NEAR + 0.6 }),
    area('town-name', ['==', ['get', 'kind'], 'town'], 14, { minzoom: 10.8, maxzoom: 12.6 }),
    area('district-name', ['==', ['get', 'kind'], 'district'], 17, { maxzoom: 11.6 }),
  ];
}
