import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Bones } from '../../parts/Later';
import { Problem } from '../../parts/Problem';
import { useLanguage } from '../../words';
import { crowdWords } from '../../words/upkeep';
import { crowdQuery } from './api';
import style from './Crowd.module.css';
import { CrowdSection } from './CrowdSection';
import { useOutlook } from './useOutlook';

/** Will it be full, when, and what do we do before that? The fullest place first. */
export function CrowdPage() {
  const { words, pick, language } = useLanguage();
  const says = crowdWords[language];
  const crowd = useQuery(crowdQuery);
  const say = useOutlook();
  const [first] = crowd.data?.places ?? [];
  return (
    <section className={style.page} aria-label={words.nav.crowd}>
      <h1>{first ? `${pick(first.zone.name)}${says.colon}${say(first)}` : words.nav.crowd}</h1>
      {crowd.isError && !crowd.data && <Problem error={crowd.error} what="crowd" retry={() => crowd.refetch()} />}
      {crowd.isPending && <Bones lines={8} />}
      {crowd.data?.places.length === 0 && (
        <div className="empty">
          <strong>{says.empty}</strong>
          <p>{says.emptyNext}</p>
        </div>
      )}
      {crowd.data?.forces.map((forces) => (
        <p key={forces.area.id} className={style.forces}>
          <strong>{pick(forces.area.name)}</strong>
          <span>{says.forces(forces.on_duty, forces.foot, forces.car, forces.boat)}</span>
          <Link to="/" search={{ area: forces.area.id }}>
            {says.toMap}
          </Link>
        </p>
      ))}
      {crowd.data?.places.map((place, nth) => (
        <CrowdSection key={place.zone.id} place={place} isFirst={nth === 0} advice={crowd.data.advice} />
      ))}
    </section>
  );
}
