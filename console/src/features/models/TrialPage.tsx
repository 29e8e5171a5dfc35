import { ArrowLeftOutlined } from '@ant-design/icons';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Bones } from '../../parts/Later';
import { Problem } from '../../parts/Problem';
import { useLanguage, useTexts } from '../../words';
import { trialWords } from '../../words/trial';
import { modelsQuery, sweepLimits, sweepQuery, trialQuery, tryLimits } from './api';
import { SweepResult } from './SweepResult';
import { TrialForm } from './TrialForm';
import style from './TrialPage.module.css';
import { TrialResult } from './TrialResult';

const route = getRouteApi('/inside/models/$model/trial');

/** What would other limits of this model have told, and is that better? */
export function TrialPage() {
  const { pick } = useLanguage();
  const says = useTexts(trialWords);
  const { model: name } = route.useParams();
  const { trial: shown, sweep: looked } = route.useSearch();
  const navigate = route.useNavigate();
  const models = useQuery(modelsQuery);
  const trial = useQuery({ ...trialQuery(shown ?? 0), enabled: shown !== undefined });
  const sweep = useQuery({ ...sweepQuery(looked ?? 0), enabled: looked !== undefined });
  const send = useMutation({
    mutationFn: tryLimits,
    onSuccess: ({ id }) => navigate({ search: { trial: id }, replace: true }),
  });
  const look = useMutation({
    mutationFn: sweepLimits,
    onSuccess: ({ id }) => navigate({ search: { sweep: id }, replace: true }),
  });
  const model = models.data?.find((each) => each.name === name);
  if (models.isError) return <Problem error={models.error} what="models" retry={() => models.refetch()} />;
  if (!model) return <Bones lines={8} />;
  return (
    <div className={style.page}>
      <header className={style.top}>
        <Link to="/models" search={{ model: name }}>
          <ArrowLeftOutlined /> {says.back}
        </Link>
        <h1>{says.title(pick(model.title))}</h1>
        <p>{says.lead}</p>
      </header>
      <TrialForm
        key={trial.data?.id ?? sweep.data?.id}
        model={model}
        asked={trial.data ?? sweep.data}
        isSending={send.isPending}
        isLooking={look.isPending}
        error={send.error ?? look.error}
        onTry={send.mutate}
        onLook={model.record ? look.mutate : undefined}
      />
      <section className={style.result} aria-live="polite">
        {shown === undefined && looked === undefined && <p className={style.quiet}>{says.nothingYet}</p>}
        {trial.isError && <Problem error={trial.error} what="models" retry={() => trial.refetch()} />}
        {trial.data && <TrialResult trial={trial.data} model={model} />}
        {sweep.isError && <Problem error={sweep.error} what="models" retry={() => sweep.refetch()} />}
        {sweep.data && (
          <SweepResult
            sweep={sweep.data}
            model={model}
            onTry={(limit) =>
              send.mutate({
                model: model.name,
                limits: [limit],
                area: sweep.data.area?.id ?? null,
                first_day: sweep.data.first_day,
                last_day: sweep.data.last_day,
              })
            }
          />
        )}
      </section>
    </div>
  );
}
