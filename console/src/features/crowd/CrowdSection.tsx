import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { lazy, Suspense } from 'react';
import { clockTime } from '../../parts/time';
import { type BothLanguages, useLanguage } from '../../words';
import { crowdWords } from '../../words/upkeep';
import type { CrowdPlace } from './api';
import style from './Crowd.module.css';
import { CrowdTable } from './CrowdTable';
import { asCsv, peakOf, rowsOf } from './outlook';
import { useOutlook } from './useOutlook';

const CrowdChart = lazy(() => import('./CrowdChart'));

interface Props {
  place: CrowdPlace;
  /** Its sentence stands above the page already. */
  isFirst: boolean;
  advice: BothLanguages[];
}

/** One place: what will be, the picture of it, what to do before, and the figures. */
export function CrowdSection({ place, isFirst, advice }: Props) {
  const { pick, language } = useLanguage();
  const crowd = crowdWords[language];
  const say = useOutlook();
  const peak = peakOf(place.hours);
  const sentence = peak
    ? crowd.peak(
        clockTime(peak.at, language).slice(0, 5),
        Math.round(peak.people),
        Math.round(peak.low),
        Math.round(peak.high),
      )
    : crowd.tooYoung(place.days_known, place.days_needed);
  const isPressing = place.state !== 'calm' && place.state !== 'unknown';
  const download = () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([asCsv(crowd.columns, rowsOf(place))], { type: 'text/csv' }));
    link.download = `crowd-${place.zone.id}.csv`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <article className={style.place}>
      {!isFirst && (
        <h2>
          {pick(place.zone.name)}
          {crowd.colon}
          {say(place)}
        </h2>
      )}
      <p className={style.state}>
        <strong data-state={place.state}>
          {crowd.states[place.state as keyof typeof crowd.states] ?? place.state}
        </strong>
        <span>
          {pick(place.area.name)} · {crowd.capacity(place.capacity)}
          {place.per_min !== null && ` · ${crowd.rate(place.per_min)}`}
        </span>
        {place.alert !== null && (
          <Link to="/alerts/$id" params={{ id: String(place.alert) }}>
            {crowd.toAlert}
          </Link>
        )}
      </p>
      <p>{sentence}</p>
      <Suspense fallback={<div className={style.chart} />}>
        <CrowdChart place={place} label={sentence} />
      </Suspense>
      {(isPressing || place.full_in_min !== null) && advice.length > 0 && (
        <section className={style.advice}>
          <h2>{crowd.before}</h2>
          <ol>
            {advice.map((step) => (
              <li key={step.zh}>{pick(step)}</li>
            ))}
          </ol>
        </section>
      )}
      <details className={style.figures}>
        <summary>{crowd.figures}</summary>
        <Button size="small" onClick={download}>
          {crowd.download}
        </Button>
        <CrowdTable place={place} />
      </details>
    </article>
  );
}
