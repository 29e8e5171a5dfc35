import { useQuery } from '@tanstack/react-query';
import type { FeatureCollection } from 'geojson';
import { useEffect, useMemo, useState } from 'react';
import { namePoints, withLevels } from '../../map/features';
import type { MapCanvas } from '../../map/MapCanvas';
import { layerQuery, layerUrl, mapStatesQuery } from './api';

/** From here on one comes close enough for single places and devices to be asked for. */
const NEAR_ZOOM = 13.6;

interface Wish {
  area?: number;
  /** Places and devices are wanted from the start. */
  near?: boolean;
  /** Zones that nothing saw, where the past is looked at; else those that nothing sees now. */
  unseen?: readonly number[];
}

/**
 * Puts the places of one's areas, or of one area, onto the map: first the areas, then the houses, and what stands in
 * them when one comes near. Gives back the areas, once they are read.
 */
export function usePlaces(
  canvas: MapCanvas | null,
  { area, near = false, unseen }: Wish = {},
): FeatureCollection | undefined {
  const { data } = useQuery({ ...layerQuery('areas', area), enabled: canvas !== null });
  const { data: states } = useQuery(mapStatesQuery);
  const areas = useMemo(() => data && withLevels(data), [data]);
  const isNear = useNear(canvas, near);

  useEffect(() => {
    canvas?.fill('ground', layerUrl('ground'));
  }, [canvas]);
  useEffect(() => {
    if (!canvas || !areas) return;
    canvas.fill('areas', areas);
    canvas.fill('areaNames', namePoints(areas));
    canvas.whenDrawn(() => {
      performance.mark('anlin.map');
      canvas.fill('buildings', layerUrl('buildings', area));
    });
  }, [canvas, areas, area]);
  useEffect(() => {
    if (!canvas || !isNear) return;
    canvas.fill('zones', layerUrl('zones', area));
    canvas.fill('devices', layerUrl('devices', area));
  }, [canvas, isNear, area]);
  useEffect(() => {
    const blind = unseen ?? states?.unseen;
    if (canvas && blind) canvas.mark('zones', 'unseen', new Map(blind.map((id) => [id, true])));
  }, [canvas, states, unseen]);
  useEffect(() => {
    if (!canvas || !states || !isNear) return;
    const silent = (['offline', 'unknown', 'never'] as const).flatMap((state) =>
      states[state].map((id) => [id, state] as const),
    );
    canvas.markSilent(new Map(silent));
  }, [canvas, isNear, states]);
  return areas;
}

/** Whether one has come near once; with `near` it is so from the start. */
function useNear(canvas: MapCanvas | null, near: boolean): boolean {
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    canvas?.whenNear(NEAR_ZOOM, () => setNear(true));
  }, [canvas]);
  return isNear || near;
}
