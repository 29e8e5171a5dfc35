import { useQuery } from '@tanstack/react-query';
import { useLanguage } from '../../words';
import { ModeLine } from '../shift/ModeLine';
import { situationQuery } from './api';
import style from './SituationPage.module.css';

/** The answer of the page, in one sentence; what cannot be seen stands behind it. */
export function StateSentence() {
  const { words, pick } = useLanguage();
  const { data } = useQuery(situationQuery);
  if (!data) return <h1 className="unseen">{words.situation.title}</h1>;
  return (
    <header className={style.sentence}>
      <h1>{pick(data.sentence)}</h1>
      {data.modes.length > 0 && (
        <details className={style.unseen}>
          <summary>{words.shift.modes}</summary>
          <ul>
            {data.modes.map((mode) => (
              <li key={mode.id}>
                <ModeLine mode={mode} />
              </li>
            ))}
          </ul>
        </details>
      )}
      {data.unseen.length > 0 && (
        <details className={style.unseen}>
          <summary>{words.situation.unseen}</summary>
          <ul>
            {data.unseen.map(({ zone, area, reason }) => (
              <li key={zone.id}>
                {pick(area.name)} · {pick(zone.name)}
                <span>{pick(reason)}</span>
              </li>
            ))}
            {data.unseen_zones > data.unseen.length && (
              <li>{words.situation.unseenMore(data.unseen_zones - data.unseen.length)}</li>
            )}
          </ul>
        </details>
      )}
    </header>
  );
}
