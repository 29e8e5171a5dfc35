import { SeverityMark } from '../../parts/SeverityMark';
import { clockTime } from '../../parts/time';
import { useLanguage } from '../../words';
import { severityOf } from '../alerts/order';
import bar from './PastBar.module.css';
import { isUnknownAt, type PastAlert } from './past';
import style from './SituationPage.module.css';

interface Props {
  alerts: readonly PastAlert[];
  at: number;
  onChoose: (id: number) => void;
}

/** What stood open at an instant that has passed, worst first. */
export function PastList({ alerts, at, onChoose }: Props) {
  const { words, pick, language } = useLanguage();
  return (
    <section className={style.queue} aria-label={words.past.list}>
      <h2 className={style.heading}>
        {words.past.list}
        <span className={style.count}>{alerts.length}</span>
      </h2>
      <div className={style.rows}>
        {alerts.length === 0 && (
          <div className="empty">
            <strong>{words.past.empty}</strong>
          </div>
        )}
        {alerts.map((alert) => (
          <button key={alert.id} type="button" className={bar.row} onClick={() => onChoose(alert.id)}>
            <SeverityMark severity={severityOf(alert.severity)} /> {pick(alert.title)}
            {isUnknownAt(alert, at) && <span className="hatched">{words.past.unknown}</span>}
            <br />
            {alert.where && pick(alert.where)}
            <span>{words.past.since(clockTime(alert.opened_at, language))}</span>
          </button>
        ))}
      </div>
    </section>
  );
}
