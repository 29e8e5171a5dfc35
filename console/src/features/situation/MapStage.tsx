import { useQuery } from '@tanstack/react-query';
import type { FeatureCollection } from 'geojson';
import { useEffect, useMemo, useRef, useState } from 'react';
import { alertPoints, areaLoads, boundsOf, litFloor, type MarkedAlert, nothing, rankOf } from '../../map/features';
import { DEVICE_CLUSTERS } from '../../map/layers/devices';
import type { MapCanvas } from '../../map/MapCanvas';
import type { Hover } from '../../map/touch';
import { useMapCanvas } from '../../map/useMapCanvas';
import { useWords } from '../../words';
import type { AlertLine } from '../alerts/api';
import { useArrivals } from '../alerts/live';
import { severityOf } from '../alerts/order';
import { layerQuery } from './api';
import { MapTip } from './MapTip';
import { markedAlert } from './marked';
import { type PastHour, unseenAt } from './past';
import style from './SituationPage.module.css';
import type { Chosen, Shown } from './search';
import { useCoverage } from './useCoverage';
import { useCrowd } from './useCrowd';
import { usePatrols } from './usePatrols';
import { usePlaces } from './usePlaces';

interface Props {
  alerts: readonly MarkedAlert[];
  chosen: AlertLine | undefined;
  shown: Shown;
  /** An instant that is looked back at, and the hour it lies in. */
  past: { hour: PastHour; at: number } | undefined;
  /** What the address says is looked at. */
  looked: Chosen;
  onAlert: (id: number | undefined) => void;
  onBuilding: (id: number, area: number) => void;
}

/** The map that is the page. */
export default function MapStage({ alerts, chosen, looked, shown, past, onAlert, onBuilding }: Props) {
  const words = useWords();
  const container = useRef<HTMLDivElement>(null);
  const [hover, setHover] = useState<Hover | null>(null);
  const areas = useRef<FeatureCollection>(undefined);
  const made = useMapCanvas(container, {
    onAlert,
    onArea: (id) => canvas?.show(boundsWithin(areas.current, id) ?? [0, 0, 0, 0], room(container.current, false), true),
    onBuilding,
    onNothing: () => onAlert(undefined),
    onHover: setHover,
  });
  const canvas = made === 'failed' ? null : made;
  const unseen = useMemo(() => past && unseenAt(past.hour, past.at), [past]);
  areas.current = usePlaces(canvas, { near: shown.devices, unseen });
  const loads = useAlertsOn(canvas, areas.current, alerts);
  useFirstView(canvas, areas.current, looked.area, container.current);
  useLookedAt(canvas, looked, chosen, container.current);
  usePulses(canvas);
  useCrowd(canvas, shown.crowd !== false, past);
  useCoverage(canvas, shown.covers);
  usePatrols(canvas, shown.patrols !== false && !past);
  useEffect(() => canvas?.reveal(DEVICE_CLUSTERS, !!shown.devices), [canvas, shown.devices]);
  return (
    <>
      <div ref={container} className={style.canvas} />
      {made === 'failed' && <p className={style.failed}>{words.situation.mapFailed}</p>}
      {hover && <MapTip hover={hover} load={loads.get(Number(hover.properties.id))} />}
    </>
  );
}

function boundsWithin(areas: FeatureCollection | undefined, id: number) {
  return areas && boundsOf({ ...areas, features: areas.features.filter(({ properties }) => properties?.id === id) });
}

/** Once, when the areas are known: the one that the address names, or all of them, clear of what lies over the map. */
function useFirstView(
  canvas: MapCanvas | null,
  areas: FeatureCollection | undefined,
  area: number | undefined,
  container: HTMLElement | null,
) {
  const shown = useRef<MapCanvas>(null);
  useEffect(() => {
    if (!canvas || !areas || shown.current === canvas) return;
    const bounds = (area && boundsWithin(areas, area)) || boundsOf(areas);
    if (!bounds) return;
    shown.current = canvas;
    canvas.show(bounds, room(container, false), false);
  }, [canvas, areas, area, container]);
}

/** Alerts as points, and the areas tinted by what is open in them. */
function useAlertsOn(canvas: MapCanvas | null, areas: FeatureCollection | undefined, marked: readonly MarkedAlert[]) {
  const loads = useMemo(() => areaLoads(areas ?? nothing, marked), [areas, marked]);
  useEffect(() => {
    if (!canvas || !areas) return;
    canvas.fill('alerts', alertPoints(marked));
    canvas.mark('areas', 'worst', new Map([...loads].map(([id, { worst }]) => [id, worst])));
  }, [canvas, areas, marked, loads]);
  return loads;
}

/** The chosen alert or place: the map goes there, a ring around an alert, the place it is about and its floor lit. */
function useLookedAt(
  canvas: MapCanvas | null,
  looked: Chosen,
  alert: AlertLine | undefined,
  container: HTMLElement | null,
) {
  const area = alert?.area?.id ?? looked.area;
  const { data: buildings } = useQuery({ ...layerQuery('buildings', area), enabled: area !== undefined });
  const zone = alert?.zone?.id;
  const rank = alert && rankOf(severityOf(alert.severity));
  useEffect(() => {
    canvas?.mark('zones', 'lit', new Map(zone !== undefined ? [[zone, rank]] : []));
  }, [canvas, zone, rank]);
  const place = alert && [alert.id, alert.lon, alert.lat, alert.floor, alert.severity].join('/');
  // biome-ignore lint/correctness/useExhaustiveDependencies: moves when the chosen place changes, not at every news of it.
  useEffect(() => {
    if (!canvas) return;
    canvas.fill('chosen', alert ? alertPoints([markedAlert(alert)]) : nothing);
    if (alert && alert.lon !== null && alert.lat !== null) canvas.goTo(alert.lon, alert.lat, room(container, true));
  }, [canvas, place]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above.
  useEffect(() => {
    if (!canvas) return;
    const house = buildings?.features.find(({ id }) => id === looked.building);
    const [west, south, east, north] = (house && boundsOf({ ...nothing, features: [house] })) ?? [0, 0, 0, 0];
    const floor = house && { lon: (west + east) / 2, lat: (south + north) / 2, floor: looked.floor ?? 0 };
    canvas.mark('buildings', 'chosen', new Map(house && !looked.floor ? [[Number(house.id), true]] : []));
    canvas.fill('floor', litFloor(buildings ?? nothing, alert ? markedAlert(alert) : floor, house));
    if (floor) canvas.goTo(floor.lon, floor.lat, room(container, true));
  }, [canvas, place, buildings, looked.building, looked.floor]);
  useEffect(() => {
    if (canvas && looked.bounds) canvas.show(looked.bounds, room(container, looked.building !== undefined), true);
  }, [canvas, looked.bounds, looked.building, container]);
}

function usePulses(canvas: MapCanvas | null): void {
  useArrivals((alert) => {
    if (alert.severity === 'critical' && alert.lon !== null && alert.lat !== null) canvas?.pulse(alert.lon, alert.lat);
  });
}

/** The part of the map that queue, sentence and panel leave free, as padding in pixels. */
function room(container: HTMLElement | null, withPanel: boolean) {
  const isWide = (container?.clientWidth ?? 0) > 900;
  if (!isWide) return { left: 24, right: 40, top: withPanel ? 24 : 60, bottom: 24 };
  return { left: 384, right: withPanel ? 444 : 64, top: 96, bottom: 40 };
}
