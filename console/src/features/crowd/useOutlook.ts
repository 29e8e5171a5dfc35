import { clockTime } from '../../parts/time';
import { useLanguage } from '../../words';
import { crowdWords } from '../../words/upkeep';
import type { CrowdPlace } from './api';
import { fullHour } from './outlook';

/** The answer for one place, in a sentence: how full it is, and whether and when it will be full. */
export function useOutlook(): (place: CrowdPlace) => string {
  const { language } = useLanguage();
  const crowd = crowdWords[language];
  return (place) => {
    if (place.people === null) return crowd.unknown;
    const now = crowd.now(place.people, Math.round((100 * place.people) / place.capacity));
    if (place.people >= place.capacity) return now + crowd.isFull;
    if (place.full_in_min !== null && place.full_in_min <= 60) return now + crowd.fullIn(place.full_in_min);
    const full = fullHour(place);
    if (full) return now + crowd.fullAt(clockTime(full.hour.at, language).slice(0, 5), full.sure);
    return now + (place.hours.length > 0 ? crowd.staysBelow(place.hours.length) : '');
  };
}
