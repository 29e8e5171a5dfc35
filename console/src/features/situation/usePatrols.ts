import { useEffect } from 'react';
import { nothing } from '../../map/features';
import { PATROL_LAYERS, PATROLS_NEAR } from '../../map/layers/patrols';
import type { MapCanvas } from '../../map/MapCanvas';
import { onPatrols, patrolPoints } from './patrols';

/** Two thousand points a second would be work at every frame's cost; people on foot are not faster than this. */
const EVERY_MS = 1_000;

/**
 * Puts who is out in what is looked at onto the map, as the stream tells; nothing is drawn from afar, nor of the past.
 * Not while the map moves: where it comes to rest it asks for those who are there.
 */
export function usePatrols(canvas: MapCanvas | null, shown: boolean): void {
  useEffect(() => {
    if (!canvas) return;
    canvas.reveal(PATROL_LAYERS, shown);
    if (!shown) {
      canvas.fill('patrols', nothing);
      return;
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    let drawn = -EVERY_MS;
    const draw = () => {
      timer = undefined;
      const view = canvas.viewFrom(PATROLS_NEAR);
      if (!view) return;
      drawn = performance.now();
      canvas.fill('patrols', patrolPoints(view));
    };
    const ask = () => {
      timer ??= setTimeout(draw, Math.max(0, drawn + EVERY_MS - performance.now()));
    };
    const leave = [onPatrols(ask), canvas.onRest(ask)];
    ask();
    return () => {
      clearTimeout(timer);
      for (const each of leave) each();
    };
  }, [canvas, shown]);
}
