import { lazy, Suspense } from 'react';
import { useLanguage } from '../../words';
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
  const { words, pick, language } = useLanguage();
  const { permissions } = useSession();
  const tried = trial.limits.map((limit) => inWords(limit, model, pick)).join(language === 'zh' ? '，' : ', ');
  if (trial.state === 'failed') {
    return (
      <div role="alert">
        <h2>{words.trial.failed}</h2>
        <p>{trial.failure}</p>
      </div>
    );
  }
  if (trial.state !== 'done') return <p className={style.running}>{words.trial.running}</p>;
  if (trial.observations === 0) return <p>{words.trial.nothing}</p>;
  const each = (perShift: number) => Math.round((100 * perShift) / trial.guards) / 100;
  const days = (Date.parse(trial.last_day) - Date.parse(trial.first_day)) / DAY_MS + 1;
  return (
    <>
      <h2 className={style.answer}>{words.trial.verdict(trial.before, trial.after, days)}</h2>
      <p>
        {tried}
        {trial.area && ` · ${pick(trial.area.name)}`}
      </p>
      <dl className={style.figures}>
        <div>
          <dt>{words.trial.perShift}</dt>
          <dd>
            {trial.before_per_shift} → <strong>{trial.after_per_shift}</strong>
          </dd>
        </div>
        <div>
          <dt>{words.trial.perGuard(trial.guards)}</dt>
          <dd>
            {trial.guards > 0 ? (
              <>
                {each(trial.before_per_shift)} → <strong>{each(trial.after_per_shift)}</strong>
              </>
            ) : (
              words.trial.noGuard
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
          <TrialAlerts title={words.trial.lost(trial.before - trial.kept)} alerts={trial.lost} />
          <TrialAlerts title={words.trial.gained(trial.after - trial.kept)} alerts={trial.gained} />
        </>
      ) : (
        <p>{words.trial.onlyNumbers}</p>
      )}
      <p className={style.quiet}>{words.trial.played(trial.observations, Math.round(trial.seconds * 10) / 10)}</p>
      {permissions.includes('models.manage') && <ChangeForm trial={trial} />}
    </>
  );
}
