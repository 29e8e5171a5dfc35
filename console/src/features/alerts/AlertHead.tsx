import type { ReactNode } from 'react';
import { Ago } from '../../parts/Ago';
import { SeverityMark } from '../../parts/SeverityMark';
import { useLanguage } from '../../words';
import style from './AlertView.module.css';
import type { Alert } from './api';
import { ModeNotice } from './ModeMark';
import { isDone, severityOf } from './order';

/** The answer in one sentence, and how it stands: the condition and the work are two things. */
export function AlertHead({ alert, corner }: { alert: Alert; corner: ReactNode }) {
  const { words, pick } = useLanguage();
  const { certainty } = alert.explanation;
  return (
    <header className={style.head}>
      <p className={style.kicker}>
        <SeverityMark severity={severityOf(alert.severity)} />
        <span>{pick(alert.title)}</span>
        <span className={style.number}>#{alert.id}</span>
        {corner}
      </p>
      <h1>{pick(alert.line)}</h1>
      <ModeNotice alert={alert} />
      <dl className={style.facts}>
        <div>
          <dt>{words.alert.condition}</dt>
          <dd>
            <span className={alert.condition_state === 'unknown' ? 'hatched' : undefined}>
              {isDone(alert) && alert.condition_state === 'active'
                ? words.condition.unended
                : (words.condition[alert.condition_state as keyof typeof words.condition] ?? alert.condition_state)}
            </span>
          </dd>
        </div>
        <div>
          <dt>{words.alert.work}</dt>
          <dd data-resolved={alert.work_state === 'archived' && alert.verdict === 'true' ? '' : undefined}>
            {words.work[alert.work_state as keyof typeof words.work] ?? alert.work_state}
            {alert.claimed_by && ` · ${alert.claimed_by.name}`}
          </dd>
        </div>
        <div>
          <dt>{words.alert.sure}</dt>
          <dd title={pick(certainty.reason)}>{pick(certainty.name)}</dd>
        </div>
        <div>
          <dt>{words.alert.since}</dt>
          <dd>
            <Ago at={alert.started_at} />
          </dd>
        </div>
      </dl>
    </header>
  );
}
