import { useTexts } from '../../words';
import { trialWords } from '../../words/trial';
import type { Trial } from './api';
import { precision } from './limits';

const percent = (share: number | null): string => (share === null ? '—' : `${Math.round(share * 100)} %`);

/** Of the alerts that people judged: which stay, which go, and the share of true ones before and after. */
export function TrialJudged({ judged }: { judged: NonNullable<Trial['judged']> }) {
  const trial = useTexts(trialWords);
  const { kept_true, kept_false, lost_true, lost_false } = judged;
  const before = precision(kept_true + lost_true, kept_false + lost_false);
  if (before === null) {
    return (
      <div>
        <dt>{trial.judged}</dt>
        <dd>{trial.noneJudged}</dd>
      </div>
    );
  }
  const rows = [
    [trial.keptTrue, kept_true],
    [trial.lostTrue, lost_true],
    [trial.keptFalse, kept_false],
    [trial.lostFalse, lost_false],
  ] as const;
  return (
    <>
      <div>
        <dt>{trial.precision}</dt>
        <dd>
          {percent(before)} → <strong>{percent(precision(kept_true, kept_false))}</strong>
        </dd>
      </div>
      {rows.map(([title, count]) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>{count}</dd>
        </div>
      ))}
    </>
  );
}
