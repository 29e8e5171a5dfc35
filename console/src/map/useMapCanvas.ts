import { type RefObject, useEffect, useRef, useState } from 'react';
import 'maplibre-gl/dist/maplibre-gl.css';
import { useTheme } from '../theme/ThemeProvider';
import { palettes } from '../theme/tokens';
import { useLanguage } from '../words';
import { MapCanvas } from './MapCanvas';
import type { MapHandlers } from './touch';

/** Our map inside `container`, in the theme and language of the page; null until it is there, 'failed' without WebGL. */
export function useMapCanvas(
  container: RefObject<HTMLElement | null>,
  handlers: MapHandlers,
): MapCanvas | null | 'failed' {
  const { words, language } = useLanguage();
  const { theme } = useTheme();
  const palette = palettes[theme];
  const [canvas, setCanvas] = useState<MapCanvas | null | 'failed'>(null);
  const current = useRef(handlers);
  useEffect(() => {
    current.current = handlers;
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: theme and language are repainted below, not rebuilt.
  useEffect(() => {
    if (!container.current) return;
    try {
      const passOn: MapHandlers = {
        onAlert: (id) => current.current.onAlert(id),
        onArea: (id) => current.current.onArea(id),
        onBuilding: (id, area) => current.current.onBuilding(id, area),
        onNothing: () => current.current.onNothing(),
        onHover: (hover) => current.current.onHover(hover),
      };
      const made = new MapCanvas(container.current, palette, language, passOn);
      setCanvas(made);
      return () => {
        made.destroy();
        setCanvas(null);
      };
    } catch {
      // MapLibre throws where the browser has no WebGL; the list beside the map carries the page then.
      setCanvas('failed');
    }
  }, []);

  useEffect(() => {
    if (!canvas || canvas === 'failed') return;
    canvas.repaint(palette, language);
    canvas.label(words.map);
  }, [canvas, palette, language, words]);
  return canvas;
}
