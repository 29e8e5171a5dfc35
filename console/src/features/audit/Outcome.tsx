import { useTexts } from '../../words';
import { registersWords } from '../../words/registers';
import type { AuditRow } from './api';

/** How a request ended; what was denied stands out. */
export function Outcome({ row: { result } }: { row: AuditRow }) {
  const { results } = useTexts(registersWords).audit;
  const said = results[result as keyof typeof results] ?? result;
  return result === 'refused' || result === 'failed' ? <strong>{said}</strong> : said;
}
