import { useEffect, useRef } from 'react';
import { nothing } from '../../map/features';
import { PATROL_LAYERS, PATROLS_NEAR } from '../../map/layers/patrols';
import type { MapCanvas } from '../../map/MapCanvas';
import { onPatrols, patrolPoints } from './patrols';

/** Puts who is out where onto the map, as the stream tells; nothing is drawn from afar, nor of the past. */
export function usePatrols(canvas: MapCanvas | null, shown: boolean): void {
  const isNear = useRef(false);
  useEffect(() => {
    if (!canvas) return;
    canvas.reveal(PATROL_LAYERS, shown);
    if (!shown) {
      canvas.fill('patrols', nothing);
      return;
    }
    const draw = () => {
      if (isNear.current) canvas.fill('patrols', patrolPoints());
    };
    canvas.whenNear(PATROLS_NEAR, () => {
      isNear.current = true;
      draw();
    });
    return onPatrols(draw);
  }, [canvas, shown]);
}
