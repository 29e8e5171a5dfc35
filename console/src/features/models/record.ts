import type { Schemas } from '../../api/client';

export type ModelRecord = Schemas['RecordShape'];
export type Trust = 'none' | 'few' | 'good' | 'likely' | 'mixed' | 'poor';

/** Fewer judged alerts than this say little, whatever their share. */
export const FEW = 8;

/** What a share found true means in a word; the interval decides, so three of three is not "good". */
export function trustOf({ true: right, false: wrong, precision, low }: ModelRecord): Trust {
  const told = right + wrong;
  if (told === 0 || precision === null || low === null) return 'none';
  if (told < FEW) return 'few';
  if (low >= 0.8) return 'good';
  if (precision >= 0.8) return 'likely';
  return precision >= 0.5 ? 'mixed' : 'poor';
}

/** A share as people write it, in whole percent. */
export const percent = (share: number): string => `${Math.round(share * 100)}%`;
