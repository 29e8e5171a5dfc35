import type { GeoJSONSourceSpecification, StyleSpecification } from 'maplibre-gl';
import type { Palette } from '../theme/tokens';
import type { Language } from '../words';
import { layers } from './layers';

const empty = (): GeoJSONSourceSpecification => ({
  type: 'geojson',
  data: { type: 'FeatureCollection', features: [] },
});

/** Sources that are filled from the platform; their names are those of the layers' `source`. */
export const SOURCES = [
  'ground',
  'areas',
  'areaNames',
  'buildings',
  'zones',
  'crowd',
  'floor',
  'pulse',
  'chosen',
] as const;
export type SourceName = (typeof SOURCES)[number] | 'alerts' | 'devices' | 'patrols';

/** Our own map style: no tile, sprite or glyph is asked of any server; text is drawn with local fonts. */
export function mapStyle(palette: Palette, language: Language): StyleSpecification {
  return {
    version: 8,
    name: 'Anlin',
    light: { anchor: 'viewport', color: palette.map.light, intensity: 0.28, position: [1.3, 200, 35] },
    sources: {
      ...Object.fromEntries(SOURCES.map((name) => [name, empty()])),
      alerts: {
        ...empty(),
        cluster: true,
        clusterRadius: 44,
        clusterMaxZoom: 17,
        clusterProperties: { worst: ['min', ['get', 'rank']] },
      },
      patrols: { ...empty(), cluster: true, clusterRadius: 30, clusterMaxZoom: 14 },
      devices: {
        ...empty(),
        cluster: true,
        clusterRadius: 36,
        clusterMaxZoom: 15,
        clusterProperties: { silent: ['+', ['case', ['has', 'state'], 1, 0]] },
      },
    },
    layers: layers(palette, language),
  };
}
