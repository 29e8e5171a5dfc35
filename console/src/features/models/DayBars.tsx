import { useTexts } from '../../words';
import { trialWords } from '../../words/trial';
import type { Trial } from './api';
import style from './TrialPage.module.css';

/** Alerts of each day, with the limits in force and with those tried, as bars with their numbers. */
export function DayBars({ days: rows }: { days: Trial['days'] }) {
  const trial = useTexts(trialWords);
  const days = [...new Set(rows.map(({ day }) => day))].sort();
  const sum = (day: string, which: 'before' | 'after') =>
    rows.filter((row) => row.day === day).reduce((all, row) => all + row[which], 0);
  const most = Math.max(1, ...days.flatMap((day) => [sum(day, 'before'), sum(day, 'after')]));
  return (
    <figure className={style.bars}>
      <figcaption>
        {trial.perDay} <span data-which="before">{trial.before}</span> <span data-which="after">{trial.after}</span>
      </figcaption>
      <table>
        <thead className="unseen">
          <tr>
            <th>{trial.when}</th>
            <th>{trial.before}</th>
            <th>{trial.after}</th>
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <tr key={day}>
              <th scope="row">{day.slice(5)}</th>
              {(['before', 'after'] as const).map((which) => (
                <td key={which}>
                  <i data-which={which} style={{ inlineSize: `${(100 * sum(day, which)) / most}%` }} />
                  {sum(day, which)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
