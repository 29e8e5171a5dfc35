import { Segmented } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { alertPoints, boundsOf } from '../../map/features';
import { useMapCanvas } from '../../map/useMapCanvas';
import { useTexts } from '../../words';
import { trialWords } from '../../words/trial';
import { severityOf } from '../alerts/order';
import { usePlaces } from '../situation/usePlaces';
import type { TrialAlert } from './api';
import style from './TrialPage.module.css';

const PADDING = { left: 32, right: 48, top: 32, bottom: 32 };
const nothingHappens = () => undefined;

/** Where the alerts are that the limits tried no longer tell, or tell anew. */
export default function TrialMap({ lost, gained }: { lost: TrialAlert[]; gained: TrialAlert[] }) {
  const says = useTexts(trialWords);
  const container = useRef<HTMLDivElement>(null);
  const [which, setWhich] = useState<'lost' | 'gained'>(lost.length > 0 ? 'lost' : 'gained');
  const made = useMapCanvas(container, {
    onAlert: nothingHappens,
    onArea: nothingHappens,
    onBuilding: nothingHappens,
    onNothing: nothingHappens,
    onHover: nothingHappens,
  });
  const canvas = made === 'failed' ? null : made;
  const areas = usePlaces(canvas);
  const shown = which === 'lost' ? lost : gained;
  useEffect(() => {
    if (!canvas || !areas) return;
    const points = alertPoints(
      shown.map(({ severity, lon, lat }, id) => ({
        id,
        severity: severityOf(severity),
        lon,
        lat,
        floor: 0,
        areaId: 0,
        taken: false,
      })),
    );
    canvas.fill('alerts', points);
    const bounds = boundsOf(points) ?? boundsOf(areas);
    if (bounds) canvas.show(bounds, PADDING, false);
  }, [canvas, areas, shown]);
  return (
    <figure className={style.map}>
      <Segmented
        value={which}
        onChange={setWhich}
        options={[
          { value: 'lost', label: says.lost(lost.length) },
          { value: 'gained', label: says.gained(gained.length) },
        ]}
      />
      <div ref={container} />
      {made === 'failed' && <figcaption>{says.mapFailed}</figcaption>}
    </figure>
  );
}
