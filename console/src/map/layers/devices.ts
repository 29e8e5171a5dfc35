import type { DataDrivenPropertyValueSpecification, ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import type { Palette } from '../../theme/tokens';
import { text } from './shared';

/** Shown only when the layer is asked for. */
export const DEVICE_CLUSTERS = ['device-cluster', 'device-count'];

const radius: DataDrivenPropertyValueSpecification<number> = ['interpolate', ['linear'], ['zoom'], 15.5, 1.8, 19, 4.5];
const isCluster: ExpressionSpecification = ['has', 'point_count'];
const isSilent: ExpressionSpecification = ['>', ['coalesce', ['get', 'silent'], 0], 0];

/** Devices that answer recede beneath the houses; one that does not is a hollow ring above them. */
export function deviceLayers({ map }: Palette): { answering: LayerSpecification[]; silent: LayerSpecification[] } {
  return {
    answering: [
      {
        id: 'device',
        type: 'circle',
        source: 'devices',
        minzoom: 15.5,
        filter: ['all', ['!', isCluster], ['!', ['has', 'state']]],
        paint: { 'circle-radius': radius, 'circle-color': map.device, 'circle-pitch-alignment': 'map' },
      },
    ],
    silent: [
      {
        id: 'device-silent',
        type: 'circle',
        source: 'devices',
        minzoom: 15.5,
        filter: ['all', ['!', isCluster], ['has', 'state']],
        paint: {
          'circle-radius': radius,
          'circle-color': map.rim,
          'circle-stroke-color': map.hatch,
          'circle-stroke-width': 1.8,
        },
      },
      // Only when the layer is asked for: how many there are, and in a ring those that do not answer.
      {
        id: 'device-cluster',
        type: 'circle',
        source: 'devices',
        maxzoom: 16,
        filter: isCluster,
        layout: { visibility: 'none' },
        paint: {
          'circle-radius': ['step', ['get', 'point_count'], 9, 50, 12, 500, 16],
          'circle-color': map.device,
          'circle-opacity': 0.35,
          'circle-stroke-color': map.hatch,
          'circle-stroke-width': ['case', isSilent, 2, 0],
        },
      },
      {
        id: 'device-count',
        type: 'symbol',
        source: 'devices',
        maxzoom: 16,
        filter: isCluster,
        layout: {
          ...text,
          visibility: 'none',
          'text-field': [
            'case',
            isSilent,
            ['concat', ['to-string', ['get', 'silent']], '/', ['to-string', ['get', 'point_count']]],
            ['to-string', ['get', 'point_count']],
          ],
          'text-size': 11,
        },
        paint: { 'text-color': map.label, 'text-halo-color': map.halo, 'text-halo-width': 1 },
      },
    ],
  };
}
