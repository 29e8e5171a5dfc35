import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { alertPoints, litFloor } from '../../map/features';
import { useMapCanvas } from '../../map/useMapCanvas';
import { useWords } from '../../words';
import { alertQuery } from '../alerts/api';
import { layerQuery } from './api';
import { markedAlert } from './marked';
import style from './SituationPage.module.css';
import { usePlaces } from './usePlaces';

const PADDING = { left: 0, right: 0, top: 0, bottom: 0 };
const nothingHappens = () => undefined;

/** The place of one alert. */
export default function AlertMap({ id }: { id: number }) {
  const words = useWords();
  const container = useRef<HTMLDivElement>(null);
  const made = useMapCanvas(container, {
    onAlert: nothingHappens,
    onArea: nothingHappens,
    onBuilding: nothingHappens,
    onNothing: nothingHappens,
    onHover: nothingHappens,
  });
  const canvas = made === 'failed' ? null : made;
  const { data: alert } = useQuery(alertQuery(id));
  const areas = usePlaces(alert ? canvas : null, { area: alert?.area?.id, near: true });
  const { data: buildings } = useQuery({
    ...layerQuery('buildings', alert?.area?.id),
    enabled: alert?.area != null,
  });
  const place = alert && [alert.lon, alert.lat, alert.floor, alert.severity].join('/');
  // biome-ignore lint/correctness/useExhaustiveDependencies: moves when the place changes, not at every news of the alert.
  useEffect(() => {
    if (!canvas || !areas || !alert) return;
    const marked = markedAlert(alert);
    canvas.fill('alerts', alertPoints([marked]));
    canvas.fill('chosen', alertPoints([marked]));
    if (buildings) canvas.fill('floor', litFloor(buildings, marked));
    if (alert.lon !== null && alert.lat !== null) canvas.jumpTo(alert.lon, alert.lat, PADDING);
  }, [canvas, areas, buildings, place]);
  return (
    <>
      <div ref={container} className={style.canvas} />
      {made === 'failed' && <p className={style.failed}>{words.situation.mapFailed}</p>}
    </>
  );
}
