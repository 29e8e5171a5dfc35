import { Button } from 'antd';
import { useLanguage, useTexts } from '../../words';
import { unitIn } from '../../words/measures';
import { trialWords } from '../../words/trial';
import type { Limit, SweepPoint } from './api';
import { type Parameter, precision } from './limits';
import { percent } from './record';
import style from './TrialPage.module.css';

interface Props {
  parameter: Parameter;
  points: SweepPoint[];
  onTry: (limit: Limit) => void;
}

/** One limit at several values: alerts, the share found true, and how many of the true ones are still told. */
export function SweepTable({ parameter, points, onTry }: Props) {
  const { pick, language } = useLanguage();
  const trial = useTexts(trialWords);
  const [some] = points;
  if (!some) return null;
  const now = {
    value: parameter.value,
    alerts: some.before,
    right: some.kept_true + some.lost_true,
    wrong: some.kept_false + some.lost_false,
    of: some.kept_true + some.lost_true,
    limit: null,
  };
  const rows = [
    now,
    ...points.map((point) => ({
      value: point.limit.value,
      alerts: point.after,
      right: point.kept_true + point.gained_true,
      wrong: point.kept_false + point.gained_false,
      of: now.of + point.gained_true,
      limit: point.limit,
    })),
  ].sort((a, b) => a.value - b.value);
  return (
    <table className={style.table}>
      <caption>
        {pick(parameter.rule_title)} · {pick(parameter.title)}
      </caption>
      <thead>
        <tr>
          <th>{unitIn(parameter.unit, language) || trial.value}</th>
          <th>{trial.alerts}</th>
          <th>{trial.precision}</th>
          <th>{trial.keptOf}</th>
          <th className="unseen">{trial.run}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ value, alerts, right, wrong, of, limit }) => (
          <tr key={value} data-now={limit === null || undefined}>
            <th scope="row">
              {value} {limit === null && <span className={style.quiet}>{trial.now}</span>}
            </th>
            <td>{alerts}</td>
            <td>
              <Share share={precision(right, wrong)} />
            </td>
            <td>{of > 0 ? `${right} / ${of}` : '—'}</td>
            <td>
              {limit && (
                <Button type="link" size="small" onClick={() => onTry(limit)}>
                  {trial.run}
                </Button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A share as a bar with its number. */
function Share({ share }: { share: number | null }) {
  if (share === null) return <>—</>;
  return (
    <span className={style.share}>
      <i style={{ inlineSize: percent(share) }} />
      <span>{percent(share)}</span>
    </span>
  );
}
