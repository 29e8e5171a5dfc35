import { memo } from 'react';
import { Ago } from '../../parts/Ago';
import { SeverityMark } from '../../parts/SeverityMark';
import { useLanguage } from '../../words';
import style from './AlertRow.module.css';
import type { AlertLine } from './api';
import { ModeMark } from './ModeMark';
import { severityOf } from './order';

interface Props {
  alert: AlertLine;
  chosen: boolean;
  onChoose: (id: number) => void;
}

/**
 * One alert as a line of a list: how bad, what and where in a sentence, since when, and who is on it. News of one of
 * sixty leaves the others as they are drawn.
 */
export const AlertRow = memo(function AlertRow({ alert, chosen, onChoose }: Props) {
  const { words, pick } = useLanguage();
  const state = words.work[alert.work_state as keyof typeof words.work] ?? alert.work_state;
  return (
    <button
      type="button"
      className={style.row}
      data-row
      data-alert={alert.id}
      data-severity={alert.severity}
      aria-current={chosen ? 'true' : undefined}
      onClick={() => onChoose(alert.id)}
    >
      <span className={style.head}>
        <SeverityMark severity={severityOf(alert.severity)} />
        <span className={style.title}>{pick(alert.title)}</span>
        <span className={style.when}>
          <Ago at={alert.opened_at} />
        </span>
      </span>
      <span className={style.line}>{pick(alert.line)}</span>
      <span className={style.foot}>
        <span>{alert.claimed_by ? `${state} · ${alert.claimed_by.name}` : state}</span>
        {alert.condition_state !== 'active' && (
          <span className={alert.condition_state === 'unknown' ? 'hatched' : undefined}>
            {words.condition[alert.condition_state as keyof typeof words.condition]}
          </span>
        )}
        {alert.level > 0 && <strong>{words.situation.escalated}</strong>}
        <ModeMark alert={alert} />
        {alert.suspected && <span>{words.situation.suspected}</span>}
        {alert.repeat_count > 0 && <span>{words.situation.repeat(alert.repeat_count)}</span>}
      </span>
    </button>
  );
});
