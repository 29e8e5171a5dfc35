import { lazy, Suspense } from 'react';
import { useLanguage, useTexts } from '../../words';
import { trialWords } from '../../words/trial';
import { useSession } from '../session/useSession';
import { AreaTable } from './AreaTable';
import type { Model, Trial } from './api';
import { ChangeForm } from './ChangeForm';
import { DayBars } from './DayBars';
import { inWords } from './limits';
import { TrialAlerts } from './TrialAlerts';
import { TrialJudged } from './TrialJudged';
import style from './TrialPage.module.css';

const TrialMap = lazy(() => import('./TrialMap'));
const DAY_MS = 86_400_000;

/** What the trial found: the difference in a sentence, then by verdict, by day, and one by one. */
export function TrialResult({ trial, model }: { trial: Trial; model: Model }) {
  const { pick, language } = useLanguage();
  const says = useTexts(trialWords);
  const { permissions } = useSession();
  const tried = trial.limits
    .map((limit) => inWords(limit, model, pick, language))
    .join(language === 'zh' ? '，' : ', ');
  if (trial.state === 'failed') {
    return (
      <div role="alert">
        <h2>{says.failed}</h2>
        <p>{trial.failure}</p>
      </div>
    );
  }
  if (trial.state !== 'done') return <p className={style.running}>{says.running}</p>;
  if (trial.observations === 0) return <p>{says.nothing}</p>;
  const each = (perShift: number) => Math.round((100 * perShift) / trial.guards) / 100;
  const days = (Date.parse(trial.last_day) - Date.parse(trial.first_day)) / DAY_MS + 1;
  return (
    <>
      <h2 className={style.answer}>{says.verdict(trial.before, trial.after, days)}</h2>
      <p>
        {tried}
        {trial.area && ` · ${pick(trial.area.name)}`}
      </p>
      {trial.held_h < 24 * days - 1 && <p className={style.quiet}>{says.held(trial.held_h, days)}</p>}
      <dl className={style.figures}>
        <div>
          <dt>{says.perShift}</dt>
          <dd>
            {trial.before_per_shift} → <strong>{trial.after_per_shift}</strong>
          </dd>
        </div>
        <div>
          <dt>{says.perGuard(trial.guards)}</dt>
          <dd>
            {trial.guards > 0 ? (
              <>
                {each(trial.before_per_shift)} → <strong>{each(trial.after_per_shift)}</strong>
              </>
            ) : (
              says.noGuard
            )}
          </dd>
        </div>
        {trial.judged && <TrialJudged judged={trial.judged} />}
      </dl>
      {trial.days.length > 0 && <DayBars days={trial.days} />}
      <AreaTable days={trial.days} />
      {trial.lists ? (
        <>
          {[...trial.lost, ...trial.gained].some(({ lon }) => lon !== null) && (
            <Suspense>
              <TrialMap lost={trial.lost} gained={trial.gained} />
            </Suspense>
          )}
          <TrialAlerts title={says.lost(trial.before - trial.kept)} alerts={trial.lost} />
          <TrialAlerts title={says.gained(trial.after - trial.kept)} alerts={trial.gained} />
        </>
      ) : (
        <p>{says.onlyNumbers}</p>
      )}
      <p className={style.quiet}>{says.played(trial.observations, Math.round(trial.seconds * 10) / 10)}</p>
      {permissions.includes('models.manage') && <ChangeForm trial={trial} />}
    </>
  );
}
