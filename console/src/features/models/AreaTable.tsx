import { useLanguage, useTexts } from '../../words';
import { trialWords } from '../../words/trial';
import type { Trial } from './api';
import style from './TrialPage.module.css';

/** Alerts of each area, with the limits in force and with those tried, the largest change first; nothing for one area. */
export function AreaTable({ days }: { days: Trial['days'] }) {
  const { pick } = useLanguage();
  const says = useTexts(trialWords);
  const areas = new Map<string, { before: number; after: number }>();
  for (const { area, before, after } of days) {
    const sum = areas.get(pick(area)) ?? { before: 0, after: 0 };
    areas.set(pick(area), { before: sum.before + before, after: sum.after + after });
  }
  if (areas.size < 2) return null;
  const rows = [...areas].map(([name, sum]) => ({ name, ...sum }));
  rows.sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before) || b.before - a.before);
  return (
    <table className={style.table}>
      <caption>{says.perArea}</caption>
      <thead>
        <tr>
          <th>{says.area}</th>
          <th>{says.before}</th>
          <th>{says.after}</th>
          <th>{says.change}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, before, after }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{before}</td>
            <td>{after}</td>
            <td>{signed(after - before)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const signed = (change: number): string => (change > 0 ? `+${change}` : change < 0 ? `−${-change}` : '0');
