import { Link } from '@tanstack/react-router';
import { SeverityMark } from '../../parts/SeverityMark';
import { shortly, useNow } from '../../parts/time';
import { useLanguage } from '../../words';
import { severityOf } from '../alerts/order';
import type { Shift } from './api';
import { HandOverForm } from './HandOverForm';
import { ModeLine } from './ModeLine';
import style from './Shift.module.css';
import { TakeOver } from './TakeOver';

const SHOWN = 12;

/** The present shift as the next one must know it, and the two signatures. */
export function ShiftView({ shift }: { shift: Shift }) {
  const { words, pick, language } = useLanguage();
  const now = useNow();
  const { critical, high, medium, low } = shift.opened;
  const opened = critical + high + medium + low;
  return (
    <div className={style.sheet}>
      {shift.waiting && <TakeOver handover={shift.waiting} />}
      <section>
        <h2>
          {words.shift.happened} <small>{words.shift.since(shortly(shift.since, now, language))}</small>
        </h2>
        <p>{opened === 0 ? words.shift.calm : words.shift.opened(critical, high, medium + low)}</p>
        {shift.true + shift.false + shift.unclear > 0 && (
          <p>{words.shift.verdicts(shift.true, shift.false, shift.unclear)}</p>
        )}
        {shift.steps.length > 0 && (
          <p className={style.quiet}>
            {words.shift.steps}
            {words.marks.colon}
            {shift.steps.map(({ name, count }) => `${pick(name)} ${count}`).join(' · ')}
          </p>
        )}
      </section>
      <section>
        <h2>{words.shift.open}</h2>
        {shift.open.length === 0 ? (
          <p className={style.quiet}>{words.shift.openNone}</p>
        ) : (
          <ul className={style.rows}>
            {shift.open.slice(0, SHOWN).map((alert) => (
              <li key={alert.id}>
                <SeverityMark severity={severityOf(alert.severity)} />
                <Link to="/alerts/$id" params={{ id: String(alert.id) }}>
                  {pick(alert.line)}
                </Link>
                <span className={style.quiet}>
                  {words.work[alert.work_state as keyof typeof words.work] ?? alert.work_state}
                  {alert.claimed_by && ` · ${alert.claimed_by.name}`}
                </span>
              </li>
            ))}
          </ul>
        )}
        {shift.open.length > SHOWN && (
          <Link to="/queue" className={style.more}>
            {words.shift.openMore(shift.open.length - SHOWN)}
          </Link>
        )}
      </section>
      <section>
        <h2>{words.shift.unseen}</h2>
        {shift.unseen.length === 0 ? (
          <p className={style.quiet}>{words.shift.unseenNone}</p>
        ) : (
          <ul className={style.rows}>
            {shift.unseen.slice(0, SHOWN).map(({ zone, area, reason, since }) => (
              <li key={zone.id}>
                <span className="hatched">{words.condition.unknown}</span>
                <span>
                  {pick(area.name)} · {pick(zone.name)}
                </span>
                <span className={style.quiet}>
                  {pick(reason)} · {shortly(since, now, language)}
                </span>
              </li>
            ))}
          </ul>
        )}
      </section>
      <section>
        <h2>{words.shift.modes}</h2>
        {shift.modes.length === 0 ? (
          <p className={style.quiet}>{words.shift.modesNone}</p>
        ) : (
          <ul className={style.rows}>
            {shift.modes.map((mode) => (
              <li key={mode.id}>
                <ModeLine mode={mode} />
              </li>
            ))}
          </ul>
        )}
      </section>
      {!shift.waiting && <HandOverForm shift={shift} />}
      <Earlier shift={shift} />
    </div>
  );
}

function Earlier({ shift }: { shift: Shift }) {
  const { words, language } = useLanguage();
  const now = useNow();
  return (
    <section>
      <h2>{words.shift.earlier}</h2>
      {shift.earlier.length === 0 && <p className={style.quiet}>{words.shift.earlierNone}</p>}
      <ul className={style.rows}>
        {shift.earlier.map((row) => (
          <li key={row.id}>
            <span>{shortly(row.signed_at, now, language)}</span>
            <span>{words.shift.row(row.signed_by?.name ?? '—', row.taken_by?.name ?? words.shift.nobody)}</span>
            {row.note && <q className={style.quiet}>{row.note}</q>}
          </li>
        ))}
      </ul>
    </section>
  );
}
