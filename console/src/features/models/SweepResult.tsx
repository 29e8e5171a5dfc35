import { Button } from 'antd';
import { useLanguage, useTexts } from '../../words';
import { trialWords } from '../../words/trial';
import type { Limit, Model, Sweep } from './api';
import { fieldOf, inWords } from './limits';
import { percent } from './record';
import { SweepTable } from './SweepTable';
import style from './TrialPage.module.css';

/** What past verdicts speak for, in a sentence with its evidence; then each limit at other values. Sets nothing. */
export function SweepResult({ sweep, model, onTry }: { sweep: Sweep; model: Model; onTry: (limit: Limit) => void }) {
  const { pick, language } = useLanguage();
  const trial = useTexts(trialWords);
  if (sweep.state === 'failed') {
    return (
      <div role="alert">
        <h2>{trial.failed}</h2>
        <p>{sweep.failure}</p>
      </div>
    );
  }
  if (sweep.state !== 'done') return <p className={style.running}>{trial.running}</p>;
  if (sweep.observations === 0) return <p>{trial.nothing}</p>;
  const { suggestion, judged_true, judged_false } = sweep;
  const found = suggestion?.point;
  const touched = new Set(
    sweep.points.filter(isTelling).map(({ limit }) => fieldOf({ rule: limit.rule, name: limit.parameter })),
  );
  return (
    <>
      <h2 className={style.answer}>
        {found
          ? trial.suggests(inWords(found.limit, model, pick, language))
          : trial.noSuggestion[sweep.reason as keyof typeof trial.noSuggestion]}
      </h2>
      <p>{trial.evidence(judged_true, judged_false, sweep.least_judged)}</p>
      {found && suggestion && (
        <>
          <ul className={style.evidence}>
            <li>
              {trial.evidenceKept(found.kept_true, suggestion.kept_low === null ? '' : percent(suggestion.kept_low))}
            </li>
            <li>{trial.evidenceLost(found.lost_false, found.lost_false + found.kept_false)}</li>
            <li>{trial.evidenceAlerts(found.before, found.after)}</li>
            <li>{trial.evidenceLater(suggestion.later_true, suggestion.later_false)}</li>
          </ul>
          <p>
            <Button type="primary" onClick={() => onTry(found.limit)}>
              {trial.tryIt}
            </Button>{' '}
            <span className={style.quiet}>{trial.neverAlone}</span>
          </p>
        </>
      )}
      {model.parameters
        .filter((parameter) => touched.has(fieldOf(parameter)))
        .map((parameter) => (
          <SweepTable
            key={fieldOf(parameter)}
            parameter={parameter}
            points={sweep.points.filter(
              ({ limit }) => limit.rule === parameter.rule && limit.parameter === parameter.name,
            )}
            onTry={onTry}
          />
        ))}
      <p className={style.quiet}>{trial.sweptFlat(sweep.points.length, model.parameters.length - touched.size)}</p>
      <p className={style.quiet}>{trial.played(sweep.observations, Math.round(sweep.seconds * 10) / 10)}</p>
    </>
  );
}

/** Whether the value changes anything at all. */
const isTelling = ({ before, after, lost_true, lost_false, gained_true, gained_false }: Sweep['points'][number]) =>
  before !== after || lost_true + lost_false + gained_true + gained_false > 0;
