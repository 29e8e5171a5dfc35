import type { DataDrivenPropertyValueSpecification, ExpressionSpecification } from 'maplibre-gl';
import { fontFamily, severityFill, severityOrder } from '../../theme/tokens';
import type { Language } from '../../words';

/** Rank of a severity, 0 worst; `clusterProperties` keeps the smallest, so a cluster carries its worst. */
export const byRank = (rank: ExpressionSpecification): ExpressionSpecification =>
  [
    'match',
    rank,
    ...severityOrder.flatMap((severity, place) => [place, severityFill[severity]]),
    severityFill.low,
  ] as unknown as ExpressionSpecification;

export const byHeight = (low: string, high: string): ExpressionSpecification => [
  'interpolate',
  ['linear'],
  ['get', 'height_m'],
  6,
  low,
  100,
  high,
];

export const kindIs = (...kinds: string[]): ExpressionSpecification => ['in', ['get', 'kind'], ['literal', kinds]];

/** Metres to pixels at zoom 12 and 20 near 35° north, so that a road keeps its width in the world. */
export const metresWide = (metres: ExpressionSpecification | number): DataDrivenPropertyValueSpecification<number> => [
  'interpolate',
  ['exponential', 2],
  ['zoom'],
  12,
  ['max', 0.4, ['*', metres, 0.032]],
  20,
  ['*', metres, 8.2],
];

export const text: { 'text-font': string[]; 'text-padding': number } = { 'text-font': [fontFamily], 'text-padding': 6 };

/** The name in the language of the page, or the Chinese one. */
export const nameIn = (language: Language): ExpressionSpecification => [
  'case',
  ['!=', ['coalesce', ['get', `name_${language}`], ''], ''],
  ['get', `name_${language}`],
  ['coalesce', ['get', 'name_zh'], ''],
];
