import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Popconfirm } from 'antd';
import { Ago } from '../../parts/Ago';
import { FormProblem } from '../../parts/FormProblem';
import { useLanguage, useTexts } from '../../words';
import { trialWords } from '../../words/trial';
import style from '../devices/DevicePanel.module.css';
import { useSession } from '../session/useSession';
import { type Change, changesQuery, type Model, promoteChange, revertChange } from './api';
import { inWords } from './limits';
import own from './ModelPanel.module.css';

/** Who changed this model's limits, when and why; the shadow run compared day by day; one click takes it back. */
export function ChangeList({ model }: { model: Model }) {
  const says = useTexts(trialWords);
  const { permissions } = useSession();
  const changes = useQuery({ ...changesQuery(model.name), enabled: permissions.includes('models.try') });
  if (!changes.data) return null;
  return (
    <section className={style.section}>
      <h2>{says.changes}</h2>
      {changes.data.length === 0 && <p className={style.place}>{says.noChanges}</p>}
      <ul className={own.traps}>
        {changes.data.map((change) => (
          <ChangeRow key={change.id} change={change} model={model} />
        ))}
      </ul>
    </section>
  );
}

function ChangeRow({ change, model }: { change: Change; model: Model }) {
  const { words, pick, language } = useLanguage();
  const says = useTexts(trialWords);
  const { permissions } = useSession();
  const queries = useQueryClient();
  const done = () => {
    void queries.invalidateQueries({ queryKey: ['limits'] });
    void queries.invalidateQueries({ queryKey: ['models'] });
  };
  const promote = useMutation({ mutationFn: promoteChange, onSuccess: done });
  const revert = useMutation({ mutationFn: revertChange, onSuccess: done });
  const comma = language === 'zh' ? '，' : ', ';
  const isOpen = change.state !== 'ended' && permissions.includes('models.manage');
  return (
    <li>
      <strong>{change.limits.map((limit) => inWords(limit, model, pick, language)).join(comma)}</strong>{' '}
      {says.states[change.state as keyof typeof says.states] ?? change.state}
      <br />
      <span className={style.place}>
        {change.area ? pick(change.area.name) : says.everywhere} · {change.by?.name} · <Ago at={change.at} /> · “
        {change.reason}”
      </span>
      {change.state === 'shadow' && change.days.length === 0 && <p className={style.place}>{says.shadowNone}</p>}
      {change.days.map(({ day, live, shadow }) => (
        <p key={day} className={style.place}>
          {says.shadowDay(day, live, shadow)}
        </p>
      ))}
      {isOpen && (
        <p>
          {change.state === 'shadow' && (
            <Popconfirm
              title={says.promote}
              description={says.promoteLead}
              okText={says.promote}
              cancelText={words.alert.cancel}
              onConfirm={() => promote.mutate(change.id)}
            >
              <Button size="small" loading={promote.isPending}>
                {says.promote}
              </Button>
            </Popconfirm>
          )}{' '}
          <Button size="small" loading={revert.isPending} onClick={() => revert.mutate(change.id)}>
            {says.revert}
          </Button>
        </p>
      )}
      <FormProblem error={promote.error ?? revert.error} />
    </li>
  );
}
