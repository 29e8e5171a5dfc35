import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { MapCanvas } from '../../map/MapCanvas';
import { coverageQuery } from './api';

const flat = (states: Record<string, number[]> | undefined): Map<number, string> =>
  new Map(Object.entries(states ?? {}).flatMap(([state, numbers]) => numbers.map((id) => [id, state] as const)));

/** Hatches where the chosen model does not see; without a model nothing is. */
export function useCoverage(canvas: MapCanvas | null, model: string | undefined): void {
  const { data } = useQuery({ ...coverageQuery(model ?? ''), enabled: model !== undefined });
  useEffect(() => {
    if (!canvas) return;
    const shown = model === undefined ? undefined : data;
    canvas.mark('areas', 'cover', flat(shown?.areas));
    canvas.mark('zones', 'cover', flat(shown?.zones));
  }, [canvas, data, model]);
}
