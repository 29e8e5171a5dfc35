import type { Schemas } from '../../api/client';
import { useLanguage } from '../../words';
import { casesWords } from '../../words/cases';
import { about } from './api';

/** The page's answer in a sentence: what is above its bound already, else where most is expected. */
export function useAnswer(cases?: Schemas['Cases']): string {
  const { words, pick, language } = useLanguage();
  const says = casesWords[language];
  if (!cases || (cases.places.length === 0 && cases.weeks_known === 0)) return words.nav.cases;
  if (cases.weeks_known < cases.weeks_needed) return says.tooYoung(cases.weeks_known, cases.weeks_needed);
  const above = cases.places.filter(({ is_above }) => is_above).length;
  if (above > 0) return says.above(above);
  const [first] = cases.places;
  const kind = cases.kinds.find((each) => each.kind === first?.kind);
  if (!first || !kind || first.expected === null || first.at_most === null) return says.quiet;
  return says.most(pick(first.area.name), pick(kind.name), about(first.expected), first.at_most);
}
