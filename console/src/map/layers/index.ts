import type { LayerSpecification } from 'maplibre-gl';
import type { Palette } from '../../theme/tokens';
import type { Language } from '../../words';
import { alertLayers } from './alerts';
import { crowdLayers } from './crowd';
import { deviceLayers } from './devices';
import { groundLayers } from './ground';
import { labelLayers } from './labels';
import { patrolLayers } from './patrols';
import { buildingLayers, litLayers, placeLayers } from './places';

/** Every layer of our map, bottom first. */
export function layers(palette: Palette, language: Language): LayerSpecification[] {
  const devices = deviceLayers(palette);
  const crowd = crowdLayers(palette, language);
  return [
    ...groundLayers(palette),
    ...placeLayers(palette),
    ...crowd.surfaces,
    ...devices.answering,
    ...buildingLayers(palette),
    ...litLayers(),
    ...labelLayers(palette, language),
    ...crowd.figures,
    ...devices.silent,
    ...patrolLayers(palette),
    ...alertLayers(palette),
  ];
}
