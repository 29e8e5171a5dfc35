/** Values of limits with their units, as one writes them. */
import type { Language } from '.';

const UNITS: Record<string, Record<Language, string>> = {
  s: { zh: '秒', en: 's' },
  min: { zh: '分钟', en: 'min' },
  h: { zh: '小时', en: 'h' },
  d: { zh: '天', en: 'd' },
  floors: { zh: '层', en: 'floors' },
  '1/m²': { zh: '人/m²', en: 'per m²' },
};
const LONGER = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
] as const;

/** The unit of a model's parameter in words; one that is not known stays as it is. */
export const unitIn = (unit: string, language: Language): string => UNITS[unit]?.[language] ?? unit;

/** Seconds in the largest unit in which they are whole. */
function scaled(value: number, unit: string): [number, string] {
  const found = unit === 's' && value > 0 && LONGER.find(([, size]) => value % size === 0);
  return found ? [value / found[1], found[0]] : [value, unit];
}

/** "90 s", "10 分钟", "0.8". */
export function measure(value: number, unit: string, language: Language): string {
  const [many, of] = scaled(value, unit);
  return `${many} ${unitIn(of, language)}`.trim();
}

/** "1–10 分钟", "30 s–1 h": the unit once where both have the same. */
export function range(min: number, max: number, unit: string, language: Language): string {
  const [[low, ofLow], [high, ofHigh]] = [scaled(min, unit), scaled(max, unit)];
  const first = ofLow === ofHigh || min === 0 ? `${low}` : measure(min, unit, language);
  return `${first}–${`${high} ${unitIn(ofHigh, language)}`.trim()}`;
}
