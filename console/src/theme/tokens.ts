/** The one set of colours. Everything that is drawn, in a component, a style sheet or the map, takes its colour here. */

import type { Language } from '../words';

export type ThemeName = 'dark' | 'light';
export type Severity = 'critical' | 'high' | 'medium' | 'low';

export interface Palette {
  /** Page behind everything. */
  ground: string;
  /** What stands on the ground: lists, bars, panels. */
  panel: string;
  /** A panel's own lifted or hovered part. */
  raised: string;
  line: string;
  text: string;
  quiet: string;
  /** What can be touched, and nothing else: as text, as fill with `onAccent` upon it, as wash behind a chosen row. */
  accent: string;
  accentFill: string;
  /** The fill under the pointer, and pressed. */
  accentHover: string;
  accentActive: string;
  accentWash: string;
  onAccent: string;
  /** Severity as ink on panel and ground; its bright form is `severityFill`, used only for shapes. */
  severityInk: Record<Severity, string>;
  /** "Verified resolved", and nothing else. */
  resolved: string;
  unknown: string;
  map: MapPalette;
}

export interface MapPalette {
  land: string;
  water: string;
  green: string;
  road: string;
  beach: string;
  block: string;
  wood: string;
  areaLine: string;
  areaFill: string;
  buildingLow: string;
  buildingHigh: string;
  neighbourLow: string;
  neighbourHigh: string;
  zone: string;
  hatch: string;
  label: string;
  halo: string;
  device: string;
  /** People; quiet, so that it is not taken for a severity. */
  crowd: string;
  /** Our own people out there. */
  patrol: string;
  light: string;
  rim: string;
  countText: string;
}

export const severityFill: Record<Severity, string> = {
  critical: '#E5484D',
  high: '#F2812B',
  medium: '#E2B203',
  low: '#6E8CA8',
};

export const severityOrder: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

export const palettes: Record<ThemeName, Palette> = {
  dark: {
    ground: '#0E141B',
    panel: '#151D26',
    raised: '#1C2733',
    line: '#243140',
    text: '#E6EDF3',
    quiet: '#9FB0C0',
    accent: '#5B9DF9',
    accentFill: '#1F6FEB',
    accentHover: '#1A63D6',
    accentActive: '#1554B8',
    accentWash: '#16263B',
    onAccent: '#FFFFFF',
    severityInk: { critical: '#FF7A7E', high: '#F79A52', medium: '#E9C440', low: '#8FAAC4' },
    resolved: '#4CC38A',
    unknown: '#8B98A5',
    map: {
      land: '#10171F',
      water: '#0C1219',
      green: '#111B20',
      road: '#1A2530',
      beach: '#16191C',
      block: '#121A23',
      wood: '#13201F',
      areaLine: '#33475B',
      areaFill: '#9FB0C0',
      buildingLow: '#1F2B38',
      buildingHigh: '#3A4E63',
      neighbourLow: '#172029',
      neighbourHigh: '#222E3A',
      zone: '#6E8CA8',
      hatch: '#8B98A5',
      label: '#9FB0C0',
      halo: '#0E141B',
      device: '#7F95AA',
      crowd: '#7FA8C9',
      patrol: '#A9BCCE',
      light: '#DCE7F2',
      rim: '#0E141B',
      countText: '#E6EDF3',
    },
  },
  light: {
    ground: '#F6F8FA',
    panel: '#FFFFFF',
    raised: '#F0F3F6',
    line: '#D9E0E7',
    text: '#17212B',
    quiet: '#5A6B7B',
    accent: '#1860CC',
    accentFill: '#1F6FEB',
    accentHover: '#1A63D6',
    accentActive: '#1554B8',
    accentWash: '#E8F1FE',
    onAccent: '#FFFFFF',
    severityInk: { critical: '#C4262C', high: '#AD4F0B', medium: '#7A6000', low: '#4E6B86' },
    resolved: '#16744A',
    unknown: '#66737F',
    map: {
      land: '#F1F4F6',
      water: '#E6EDF2',
      green: '#EAF0EC',
      road: '#FFFFFF',
      beach: '#F3EFE4',
      block: '#EDF0F3',
      wood: '#E2EBE5',
      areaLine: '#B4C0CB',
      areaFill: '#5A6B7B',
      buildingLow: '#DFE5EA',
      buildingHigh: '#BAC6D1',
      neighbourLow: '#EBEEF1',
      neighbourHigh: '#DDE3E8',
      zone: '#6E8CA8',
      hatch: '#66737F',
      label: '#4A5B6B',
      halo: '#F6F8FA',
      device: '#6E8294',
      crowd: '#3F6C90',
      patrol: '#33475B',
      light: '#FFFFFF',
      rim: '#FFFFFF',
      countText: '#17212B',
    },
  },
};

const chinese = '"PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei"';

/** On the map, whose names are of both languages. */
export const fontFamily = `${chinese}, system-ui, -apple-system, "Segoe UI", sans-serif`;

/** Chinese fonts draw the apostrophe and quotation marks as wide as a character, so English asks them last. */
export const fontFamilies: Record<Language, string> = {
  zh: fontFamily,
  en: `-apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, ${chinese}, sans-serif`,
};

/** The palette as custom properties, for style sheets: `severityInk.high` becomes `--severity-high`. */
export function cssVariables(name: ThemeName, language: Language): Record<string, string> {
  const p = palettes[name];
  const plain = {
    '--ground': p.ground,
    '--panel': p.panel,
    '--raised': p.raised,
    '--line': p.line,
    '--text': p.text,
    '--quiet': p.quiet,
    '--accent': p.accent,
    '--accent-fill': p.accentFill,
    '--accent-wash': p.accentWash,
    '--on-accent': p.onAccent,
    '--resolved': p.resolved,
    '--unknown': p.unknown,
    '--font': fontFamilies[language],
  };
  const severities = Object.fromEntries(
    severityOrder.flatMap((s) => [
      [`--severity-${s}`, p.severityInk[s]],
      [`--severity-${s}-fill`, severityFill[s]],
    ]),
  );
  return { ...plain, ...severities };
}
