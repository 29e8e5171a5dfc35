import { useEffect, useRef, useState } from 'react';
import { alertPoints, boundsOf, litFloor, nothing, tintedAreas } from '../../map/features';
import type { Hover, MapCanvas } from '../../map/MapCanvas';
import { useMapCanvas } from '../../map/useMapCanvas';
import { useWords } from '../../words';
import type { AlertLine } from '../alerts/api';
import { useArrivals } from '../alerts/live';
import { MapTip } from './MapTip';
import { markedAlert } from './marked';
import style from './SituationPage.module.css';
import { type Places, usePlaces } from './usePlaces';

interface Props {
  alerts: AlertLine[] | undefined;
  chosen: number | undefined;
  onChoose: (id: number | undefined) => void;
}

/** The map that is the page. */
export default function MapStage({ alerts, chosen, onChoose }: Props) {
  const words = useWords();
  const container = useRef<HTMLDivElement>(null);
  const [hover, setHover] = useState<Hover | null>(null);
  const made = useMapCanvas(container, {
    onAlert: onChoose,
    onArea: () => undefined,
    onNothing: () => onChoose(undefined),
    onHover: setHover,
  });
  const canvas = made === 'failed' ? null : made;
  const places = usePlaces(canvas);
  useFirstView(canvas, places, container.current);
  useAlertsOn(canvas, places, alerts);
  useChosenOn(
    canvas,
    places,
    alerts?.find(({ id }) => id === chosen),
    container.current,
  );
  usePulses(canvas);
  return (
    <>
      <div ref={container} className={style.canvas} />
      {made === 'failed' && <p className={style.failed}>{words.situation.mapFailed}</p>}
      {hover && <MapTip hover={hover} />}
    </>
  );
}

/** Once, when the places are known: all of the houses, clear of what lies over the map. */
function useFirstView(canvas: MapCanvas | null, places: Places | undefined, container: HTMLElement | null): void {
  const shown = useRef<MapCanvas>(null);
  useEffect(() => {
    if (!canvas || !places || shown.current === canvas) return;
    const bounds = boundsOf(places.buildings) ?? boundsOf(places.areas);
    if (!bounds) return;
    shown.current = canvas;
    canvas.show(bounds, room(container, false), false);
  }, [canvas, places, container]);
}

function useAlertsOn(canvas: MapCanvas | null, places: Places | undefined, alerts: AlertLine[] | undefined): void {
  useEffect(() => {
    if (!canvas || !places) return;
    const marked = (alerts ?? []).map(markedAlert);
    canvas.fill('alerts', alertPoints(marked));
    canvas.fill('areas', tintedAreas(places.areas, marked));
  }, [canvas, places, alerts]);
}

/** The chosen alert: a ring, its floor lit, and the map goes there. */
function useChosenOn(
  canvas: MapCanvas | null,
  places: Places | undefined,
  alert: AlertLine | undefined,
  container: HTMLElement | null,
): void {
  const place = alert && [alert.id, alert.lon, alert.lat, alert.floor, alert.severity].join('/');
  // biome-ignore lint/correctness/useExhaustiveDependencies: moves when the chosen place changes, not at every news of it.
  useEffect(() => {
    if (!canvas || !places) return;
    const marked = alert && markedAlert(alert);
    canvas.fill('chosen', marked ? alertPoints([marked]) : nothing);
    canvas.fill('floor', litFloor(places.buildings, marked));
    if (alert && alert.lon !== null && alert.lat !== null) canvas.goTo(alert.lon, alert.lat, room(container, true));
  }, [canvas, places, place]);
}

function usePulses(canvas: MapCanvas | null): void {
  useArrivals((alert) => {
    if (alert.severity === 'critical' && alert.lon !== null && alert.lat !== null) canvas?.pulse(alert.lon, alert.lat);
  });
}

/** The part of the map that queue, sentence and panel leave free, as padding in pixels. */
function room(container: HTMLElement | null, withPanel: boolean) {
  const isWide = (container?.clientWidth ?? 0) > 900;
  if (!isWide) return { left: 24, right: 40, top: 60, bottom: 24 };
  return { left: 384, right: withPanel ? 444 : 64, top: 96, bottom: 40 };
}
