import { exactly, shortly, useNow } from '../../parts/time';
import { useLanguage } from '../../words';
import { figure } from '../../words/counted';
import style from './AlertView.module.css';
import type { Alert } from './api';

/** Copies of the first and the last observation, side by side. */
export function Evidence({ alert }: { alert: Alert }) {
  const { words, pick, language } = useLanguage();
  const now = useNow();
  const rows = different(alert.explanation.rows);
  if (rows.length === 0) return null;
  const named = (names: Record<string, string>, code: string) => names[code] ?? code;
  return (
    <section className={style.section}>
      <h2>{words.alert.rows}</h2>
      <table className={style.table}>
        <thead>
          <tr>
            <td />
            {rows.map(({ which }) => (
              <th key={which}>
                {rows.length === 1 ? words.alert.once : which === 'first' ? words.alert.first : words.alert.last}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr>
            <th>{words.alert.noticed}</th>
            {rows.map(({ which, kind, label, value }) => (
              <td key={which}>
                {[named(words.kinds, kind), label ? named(words.labels, label) : counted(value)]
                  .filter(Boolean)
                  .join(' · ')}
              </td>
            ))}
          </tr>
          <tr>
            <th>{words.alert.observedAt}</th>
            {rows.map(({ which, observed_at }) => (
              <td key={which}>
                <time dateTime={observed_at} title={exactly(observed_at, language)}>
                  {shortly(observed_at, now, language)}
                </time>
              </td>
            ))}
          </tr>
          <tr>
            <th>{words.alert.receivedAfter}</th>
            {rows.map(({ which, observed_at, received_at }) => (
              <td key={which}>{words.alert.seconds(secondsBetween(observed_at, received_at))}</td>
            ))}
          </tr>
          <tr>
            <th>{words.alert.by}</th>
            {rows.map(({ which, device }) => (
              <td key={which}>{device ? pick(device.name) : '—'}</td>
            ))}
          </tr>
          <tr>
            <th>{words.alert.quality}</th>
            {rows.map(({ which, quality }) => (
              <td key={which}>
                {quality.length === 0
                  ? words.alert.qualityGood
                  : quality.map((name) => named(words.qualities, name)).join(words.marks.list)}
              </td>
            ))}
          </tr>
        </tbody>
      </table>
    </section>
  );
}

/** What a counter or a meter read; 0 and 1 say only that something is so or not. */
const counted = (value: number): string => (value === 0 || value === 1 ? '' : figure(value));

/** The first and the last, or one of them where they are the same observation. */
function different(rows: Alert['explanation']['rows']): Alert['explanation']['rows'] {
  const [first, last] = rows;
  const isSame = first && last && first.observed_at === last.observed_at && first.device?.id === last.device?.id;
  return isSame ? [first] : rows;
}

const secondsBetween = (from: string, to: string): string => ((Date.parse(to) - Date.parse(from)) / 1000).toFixed(1);
