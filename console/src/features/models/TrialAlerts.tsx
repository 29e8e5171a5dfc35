import { Link } from '@tanstack/react-router';
import { SeverityMark } from '../../parts/SeverityMark';
import { exactly } from '../../parts/time';
import { useLanguage, useTexts } from '../../words';
import { trialWords } from '../../words/trial';
import { severityOf } from '../alerts/order';
import type { TrialAlert } from './api';
import style from './TrialPage.module.css';

/** Alerts that the limits tried gain or lose, each with where, when, and what people had found. */
export function TrialAlerts({ title, alerts }: { title: string; alerts: TrialAlert[] }) {
  const { pick, language } = useLanguage();
  const says = useTexts(trialWords);
  return (
    <details className={style.alerts} open={alerts.length > 0 && alerts.length <= 10}>
      <summary>{title}</summary>
      {alerts.length === 0 ? (
        <p className={style.quiet}>{says.none}</p>
      ) : (
        <ul>
          {alerts.map((each) => (
            <li key={`${each.opened_at}${each.zone.zh}`}>
              <SeverityMark severity={severityOf(each.severity)} />
              <span>
                {pick(each.area)} {pick(each.zone)}
              </span>
              <time dateTime={each.opened_at}>{exactly(each.opened_at, language)}</time>
              {each.alert !== null && (
                <Link to="/alerts/$id" params={{ id: String(each.alert) }}>
                  {says.verdicts[each.verdict as keyof typeof says.verdicts] ?? each.verdict}
                </Link>
              )}
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}
