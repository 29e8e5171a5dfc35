import type { FeatureCollection } from 'geojson';
import { type GeoJSONSource, Map as GlMap, type MapMouseEvent, NavigationControl, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { fontFamily, type Palette } from '../theme/tokens';
import type { Language } from '../words';
import { nothing } from './features';
import { mapImages } from './images';
import { layers } from './layers';
import { mapStyle, type SourceName } from './style';

setWorkerUrl(workerUrl);

export interface MapHandlers {
  onAlert: (id: number) => void;
  onArea: (id: number) => void;
  onNothing: () => void;
  /** What lies under the pointer and deserves a word, or null. */
  onHover: (hover: Hover | null) => void;
}

export interface MapNames {
  map: string;
  zoomIn: string;
  zoomOut: string;
  north: string;
}

export interface Hover {
  kind: 'zone' | 'device' | 'building';
  properties: Record<string, unknown>;
  x: number;
  y: number;
}

/** Without a graphics card the processor draws; smooth edges would then cost it four times the work. */
function drawsInSoftware(): boolean {
  const context = document.createElement('canvas').getContext('webgl2');
  const info = context?.getExtension('WEBGL_debug_renderer_info');
  const renderer = info ? String(context?.getParameter(info.UNMASKED_RENDERER_WEBGL)) : '';
  context?.getExtension('WEBGL_lose_context')?.loseContext();
  return /swiftshader|llvmpipe|software/i.test(renderer);
}

const CALM_MS = 600;
const TOUCHABLE = ['alert', 'cluster', 'device', 'device-silent', 'zone-unseen', 'zone-fill', 'area-fill'];
const quick = () => window.matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Our map on a page: MapLibre with our style, our images, and what a touch means. Destroy it when it leaves the page. */
export class MapCanvas {
  readonly map: GlMap;
  private palette: Palette;
  private language: Language;
  private waiting = new Map<SourceName, FeatureCollection>();
  private pulsing = 0;
  private ready = false;

  constructor(container: HTMLElement, palette: Palette, language: Language, handlers: MapHandlers) {
    this.palette = palette;
    this.language = language;
    this.map = new GlMap({
      container,
      style: mapStyle(palette, language),
      center: [119.56, 35.38],
      zoom: 3,
      pitch: 52,
      bearing: -18,
      maxPitch: 70,
      attributionControl: false,
      localIdeographFontFamily: fontFamily,
      fadeDuration: quick() ? 0 : 160,
      canvasContextAttributes: { antialias: !drawsInSoftware() },
    });
    this.map.addControl(new NavigationControl({ visualizePitch: true }), 'bottom-right');
    // The style is an object, so it is there at once; images must be before the first frame asks for them.
    this.map.once('styledata', () => this.start());
    this.listen(handlers);
  }

  private start(): void {
    this.ready = true;
    for (const [name, image, pixelRatio] of mapImages(this.palette)) {
      if (this.map.hasImage(name)) this.map.updateImage(name, image);
      else this.map.addImage(name, image, { pixelRatio });
    }
    for (const [source, features] of this.waiting) this.fill(source, features);
    this.waiting.clear();
  }

  /** Puts features into a source; before the style is there they wait. */
  fill(source: SourceName, features: FeatureCollection): void {
    if (!this.ready) this.waiting.set(source, features);
    else this.map.getSource<GeoJSONSource>(source)?.setData(features);
  }

  /** Repaints in another theme or language without touching what the sources hold. */
  repaint(palette: Palette, language: Language): void {
    if (palette === this.palette && language === this.language) return;
    this.palette = palette;
    this.language = language;
    if (!this.ready) return;
    for (const [name, image] of mapImages(palette)) this.map.updateImage(name, image);
    for (const layer of layers(palette, language)) {
      for (const [property, value] of Object.entries(layer.paint ?? {})) {
        this.map.setPaintProperty(layer.id, property as never, value as never);
      }
      const field = 'layout' in layer && layer.layout && 'text-field' in layer.layout && layer.layout['text-field'];
      if (field) this.map.setLayoutProperty(layer.id, 'text-field', field as never);
    }
  }

  /** Shows the whole of `bounds`, clear of what lies over the map (`padding`, pixels). */
  show(bounds: [number, number, number, number], padding: Padding, animate: boolean): void {
    const [west, south, east, north] = bounds;
    this.map.fitBounds(
      [
        [west, south],
        [east, north],
      ],
      {
        padding,
        pitch: 52,
        bearing: -18,
        maxZoom: 17,
        duration: animate && !quick() ? CALM_MS : 0,
      },
    );
  }

  /** Names the map and its buttons in the language of the page. */
  label(names: MapNames): void {
    this.map.getCanvas().setAttribute('aria-label', names.map);
    for (const [button, name] of [
      ['zoom-in', names.zoomIn],
      ['zoom-out', names.zoomOut],
      ['compass', names.north],
    ]) {
      const found = this.map.getContainer().querySelector(`.maplibregl-ctrl-${button}`);
      found?.setAttribute('aria-label', name ?? '');
      found?.setAttribute('title', name ?? '');
    }
  }

  /** Goes to one place, near enough to tell the door. */
  goTo(lon: number, lat: number, padding: Padding): void {
    this.map.easeTo({
      center: [lon, lat],
      zoom: Math.max(this.map.getZoom(), 17.2),
      padding,
      duration: quick() ? 0 : CALM_MS,
    });
  }

  /** As `goTo`, at once. */
  jumpTo(lon: number, lat: number, padding: Padding): void {
    this.map.jumpTo({ center: [lon, lat], zoom: 17, padding });
  }

  /** Three rings around a new critical alert; then it is still. */
  pulse(lon: number, lat: number): void {
    if (quick()) return;
    this.fill('pulse', {
      type: 'FeatureCollection',
      features: [{ type: 'Feature', geometry: { type: 'Point', coordinates: [lon, lat] }, properties: {} }],
    });
    const start = performance.now();
    const mine = ++this.pulsing;
    const frame = () => {
      if (mine !== this.pulsing || !this.ready) return;
      const turn = (performance.now() - start) / 900;
      if (turn >= 3) {
        this.fill('pulse', nothing);
        return;
      }
      const part = turn % 1;
      this.map.setPaintProperty('pulse', 'circle-radius', 14 + 30 * part);
      this.map.setPaintProperty('pulse', 'circle-stroke-opacity', 1 - part);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  destroy(): void {
    this.ready = false;
    this.map.remove();
  }

  private listen({ onAlert, onArea, onNothing, onHover }: MapHandlers): void {
    const present = () => TOUCHABLE.filter((layer) => this.map.getLayer(layer));
    this.map.on('click', (event: MapMouseEvent) => {
      const [hit] = this.map.queryRenderedFeatures(around(event.point, 6), { layers: present() });
      if (!hit) return onNothing();
      if (hit.layer.id === 'alert') return onAlert(Number(hit.properties.id));
      if (hit.layer.id === 'cluster') return void this.open(Number(hit.properties.cluster_id), event);
      if (hit.layer.id === 'area-fill') return onArea(Number(hit.properties.id));
      return onHover(hoverOf(hit.layer.id, hit.properties, event.point));
    });
    this.map.on('mousemove', (event: MapMouseEvent) => {
      const [hit] = this.map.queryRenderedFeatures(event.point, { layers: present() });
      this.map.getCanvas().style.cursor = hit && hit.layer.id !== 'area-fill' ? 'pointer' : '';
      onHover(hit ? hoverOf(hit.layer.id, hit.properties, event.point) : null);
    });
    this.map.on('mouseout', () => onHover(null));
    this.map.on('movestart', () => onHover(null));
  }

  /** Moves in until the cluster falls apart. */
  private async open(cluster: number, event: MapMouseEvent): Promise<void> {
    const source = this.map.getSource<GeoJSONSource>('alerts');
    if (!source) return;
    const zoom = await source.getClusterExpansionZoom(cluster);
    this.map.easeTo({ center: event.lngLat, zoom: zoom + 0.3, duration: quick() ? 0 : CALM_MS });
  }
}

export interface Padding {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

function around({ x, y }: { x: number; y: number }, reach: number): [[number, number], [number, number]] {
  return [
    [x - reach, y - reach],
    [x + reach, y + reach],
  ];
}

function hoverOf(layer: string, properties: Record<string, unknown>, point: { x: number; y: number }): Hover | null {
  if (layer.startsWith('device')) return { kind: 'device', properties, x: point.x, y: point.y };
  if (layer.startsWith('zone')) return { kind: 'zone', properties, x: point.x, y: point.y };
  return null;
}
