import type { FeatureCollection } from 'geojson';
import { type GeoJSONSource, Map as GlMap, NavigationControl, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { fontFamily, type Palette } from '../theme/tokens';
import type { Language } from '../words';
import { nothing } from './features';
import { mapImages } from './images';
import { layers } from './layers';
import { Marks } from './marks';
import { mapStyle, type SourceName } from './style';
import { answerTouch, type MapHandlers } from './touch';

setWorkerUrl(workerUrl);

export interface MapNames {
  map: string;
  zoomIn: string;
  zoomOut: string;
  north: string;
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
const FAR_ZOOM = 13;
const quick = () => window.matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Our map on a page: MapLibre with our style, our images, and what a touch means. Destroy it when it leaves the page. */
export class MapCanvas {
  readonly map: GlMap;
  private palette: Palette;
  private language: Language;
  private readonly marks: Marks;
  private waiting = new Map<SourceName, FeatureCollection | string>();
  private readonly atStart: (() => void)[] = [];
  private silent = new Map<number, string>();
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
    this.marks = new Marks(this.map);
    answerTouch(this.map, handlers, () => (quick() ? 0 : CALM_MS));
  }

  private start(): void {
    this.ready = true;
    for (const [name, image, pixelRatio] of mapImages(this.palette)) {
      if (this.map.hasImage(name)) this.map.updateImage(name, image);
      else this.map.addImage(name, image, { pixelRatio });
    }
    for (const [source, features] of this.waiting) this.fill(source, features);
    this.waiting.clear();
    for (const act of this.atStart.splice(0)) act();
  }

  /** Puts features into a source, or the address where its worker fetches them; before the style is there they wait. */
  fill(source: SourceName, features: FeatureCollection | string): void {
    if (!this.ready) this.waiting.set(source, features);
    else this.map.getSource<GeoJSONSource>(source)?.setData(features);
  }

  /** Marks features of a source, by number, with a value of one sort; those no longer named lose it. */
  mark(source: 'areas' | 'buildings' | 'zones', sort: string, values: ReadonlyMap<number, unknown>): void {
    this.whenReady(() => this.marks.set(source, sort, values));
  }

  /** Devices that do not answer, by number, and why; the others do. */
  markSilent(states: ReadonlyMap<number, string>): void {
    this.whenReady(() => {
      const update = [...states]
        .filter(([id, state]) => this.silent.get(id) !== state)
        .map(([id, value]) => ({ id, addOrUpdateProperties: [{ key: 'state', value }] }));
      const back = [...this.silent.keys()]
        .filter((id) => !states.has(id))
        .map((id) => ({ id, removeProperties: ['state'] }));
      this.silent = new Map(states);
      if (update.length || back.length) {
        this.map.getSource<GeoJSONSource>('devices')?.updateData({ update: [...update, ...back] });
      }
    });
  }

  /** Shows or hides what is drawn only when it is asked for. */
  reveal(layersOf: readonly string[], shown: boolean): void {
    this.whenReady(() => {
      for (const layer of layersOf) this.map.setLayoutProperty(layer, 'visibility', shown ? 'visible' : 'none');
    });
  }

  /** Calls back once the map is as near as `zoom`, at once if it is. */
  whenNear(zoom: number, act: () => void): void {
    const look = () => {
      if (this.map.getZoom() < zoom) return;
      this.map.off('move', look);
      act();
    };
    this.map.on('move', look);
    look();
  }

  /** Calls back each time the map has come to rest; gives back how to stop that. */
  onRest(act: () => void): () => void {
    this.map.on('moveend', act);
    return () => this.map.off('moveend', act);
  }

  /** What is looked at with as much again around it; undefined while the map moves, or farther away than `zoom`. */
  viewFrom(zoom: number): Bounds | undefined {
    if (!this.ready || this.map.isMoving() || this.map.getZoom() < zoom) return undefined;
    const [[west, south], [east, north]] = this.map.getBounds().toArray();
    const [wide, high] = [(east - west) / 2, (north - south) / 2];
    return [west - wide, south - high, east + wide, north + high];
  }

  /** Calls back when what was put in so far is drawn. */
  whenDrawn(act: () => void): void {
    const look = () => {
      if (!this.map.areTilesLoaded()) return;
      this.map.off('render', look);
      act();
    };
    this.map.on('render', look);
  }

  private whenReady(act: () => void): void {
    if (this.ready) act();
    else this.atStart.push(act);
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
  show(bounds: Bounds, padding: Padding, animate: boolean): void {
    const [west, south, east, north] = bounds;
    const corners: [[number, number], [number, number]] = [
      [west, south],
      [east, north],
    ];
    const duration = animate && !quick() ? CALM_MS : 0;
    // From afar one looks down on a plan, from near along the houses.
    const isFar = (this.map.cameraForBounds(corners, { padding })?.zoom ?? 0) < FAR_ZOOM;
    this.map.fitBounds(corners, { padding, pitch: isFar ? 24 : 54, bearing: isFar ? 0 : -18, maxZoom: 17, duration });
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
      pitch: 54,
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
}

/** West, south, east, north. */
export type Bounds = [number, number, number, number];

export interface Padding {
  left: number;
  right: number;
  top: number;
  bottom: number;
}
