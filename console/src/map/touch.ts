import type { GeoJSONSource, Map as GlMap, MapGeoJSONFeature, MapMouseEvent, Point } from 'maplibre-gl';

export interface MapHandlers {
  onAlert: (id: number) => void;
  onArea: (id: number) => void;
  onBuilding: (id: number, area: number) => void;
  onNothing: () => void;
  /** What lies under the pointer and deserves a word, or null. */
  onHover: (hover: Hover | null) => void;
}

export interface Hover {
  kind: 'zone' | 'device' | 'building' | 'area' | 'patrol';
  properties: Record<string, unknown>;
  /** What changes of it, as it was marked (`Marks`). */
  state: Record<string, unknown>;
  x: number;
  y: number;
}

/** Layers that answer to a touch; of several things at one place the first in this order is meant. */
const TOUCHABLE = [
  'alert',
  'cluster',
  'patrol',
  'patrol-cluster',
  'device-cluster',
  'device-silent',
  'device',
  'building',
  'zone-fill',
  'area-far',
  'area-near',
];
const CLUSTERS: Record<string, string> = {
  cluster: 'alerts',
  'device-cluster': 'devices',
  'patrol-cluster': 'patrols',
};

/** Makes the map answer: a touch chooses, the pointer is told what lies under it, once a frame and only at rest. */
export function answerTouch(map: GlMap, handlers: MapHandlers, calm: () => number): void {
  const { onAlert, onArea, onBuilding, onNothing, onHover } = handlers;
  map.on('click', (event: MapMouseEvent) => {
    const hit = meant(map, event.point, 6);
    if (!hit) return onNothing();
    const id = Number(hit.properties.id);
    if (hit.layer.id === 'alert') return onAlert(id);
    if (hit.layer.id in CLUSTERS) return void openCluster(map, hit, event, calm());
    if (hit.layer.id === 'building') return onBuilding(id, Number(hit.properties.area));
    const hover = hoverOf(hit, event.point);
    if (hover?.kind === 'area') onArea(id);
    // One flies to an area; only what cannot be seen there needs a word more.
    return onHover(hover?.kind === 'area' && !hover.state.cover ? null : hover);
  });
  let waiting = 0;
  map.on('mousemove', ({ point }: MapMouseEvent) => {
    if (map.isMoving()) return;
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => {
      if (map.isMoving()) return;
      const hit = meant(map, point, 0);
      map.getCanvas().style.cursor = hit ? 'pointer' : '';
      onHover(hit ? hoverOf(hit, point) : null);
    });
  });
  map.on('mouseout', () => onHover(null));
  map.on('movestart', () => onHover(null));
  map.on('remove', () => cancelAnimationFrame(waiting));
}

function meant(map: GlMap, { x, y }: Point, reach: number): MapGeoJSONFeature | undefined {
  const layers = TOUCHABLE.filter((layer) => map.getLayer(layer));
  const box: [[number, number], [number, number]] = [
    [x - reach, y - reach],
    [x + reach, y + reach],
  ];
  const hits = map.queryRenderedFeatures(box, { layers });
  const order = ({ layer }: MapGeoJSONFeature) => TOUCHABLE.indexOf(layer.id);
  return hits.reduce<MapGeoJSONFeature | undefined>(
    (best, hit) => (best && order(best) <= order(hit) ? best : hit),
    undefined,
  );
}

/** Moves in until the cluster falls apart. */
async function openCluster(map: GlMap, hit: MapGeoJSONFeature, event: MapMouseEvent, duration: number): Promise<void> {
  const source = map.getSource<GeoJSONSource>(CLUSTERS[hit.layer.id] ?? '');
  const zoom = await source?.getClusterExpansionZoom(Number(hit.properties.cluster_id));
  if (zoom) map.easeTo({ center: event.lngLat, zoom: zoom + 0.3, duration });
}

function hoverOf({ layer, properties, state }: MapGeoJSONFeature, { x, y }: { x: number; y: number }): Hover | null {
  const kind = (['zone', 'building', 'area'] as const).find((name) => layer.id.startsWith(name));
  if (layer.id === 'device' || layer.id === 'device-silent') return { kind: 'device', properties, state, x, y };
  if (layer.id === 'patrol') return { kind: 'patrol', properties, state, x, y };
  return kind ? { kind, properties, state, x, y } : null;
}
