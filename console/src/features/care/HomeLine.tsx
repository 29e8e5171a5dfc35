import { ago, duration, useNow } from '../../parts/time';
import { useLanguage } from '../../words';
import type { HomeState } from './api';

interface Props {
  home: HomeState;
  said: {
    heard: (ago: string) => string;
    away: (ago: string) => string;
    unknown: string;
    usual: (t: string) => string;
  };
}

/** Since when it is so at home, and what is usual at this hour. Unknown says why that is not the same as well. */
export function HomeLine({ home, said }: Props) {
  const { language } = useLanguage();
  const now = useNow();
  if (home.state === 'unknown') return <p>{said.unknown}</p>;
  const at = home.state === 'away' ? home.since : home.heard_at;
  return (
    <>
      {at && <p>{(home.state === 'away' ? said.away : said.heard)(ago(at, now, language))}</p>}
      {home.usual_s && <p className="quiet">{said.usual(duration(home.usual_s, language))}</p>}
    </>
  );
}
