import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useState } from 'react';
import { FormProblem } from '../../parts/FormProblem';
import { clockTime } from '../../parts/time';
import { useLanguage, useTexts } from '../../words';
import { patrolWords } from '../../words/patrol';
import { beginPatrol, endPatrol, ownPatrolQuery, type PatrolGiven } from './api';
import style from './Dispatch.module.css';
import { ShareWhere } from './ShareWhere';

const KINDS = ['foot', 'car', 'boat'] as const;

/** My own patrol: one button to go, one to end it; in between I may share where I am. */
export function PatrolBlock() {
  const { pick, language } = useLanguage();
  const says = useTexts(patrolWords);
  const queries = useQueryClient();
  const own = useQuery(ownPatrolQuery);
  const reread = () => queries.invalidateQueries({ queryKey: ownPatrolQuery.queryKey });
  const begin = useMutation({ mutationFn: (given: PatrolGiven) => beginPatrol(given), onSettled: reread });
  const end = useMutation({ mutationFn: endPatrol, onSettled: reread });
  const [kind, setKind] = useState<(typeof KINDS)[number]>('foot');
  const [chosen, setArea] = useState<number>();
  const [first] = own.data?.areas ?? [];
  const area = chosen ?? first?.id;
  if (!own.data || area === undefined) return null;
  const { patrol, areas } = own.data;
  if (patrol) {
    const until = clockTime(patrol.ends_at, language).slice(0, 5);
    return (
      <>
        <section className={style.share}>
          <strong>{says.out(says.kinds[patrol.kind as 'foot'], pick(patrol.area.name), until)}</strong>
          <Button onClick={() => end.mutate()} loading={end.isPending}>
            {says.end}
          </Button>
          <FormProblem error={end.error} />
        </section>
        <ShareWhere />
      </>
    );
  }
  return (
    <section className={style.share}>
      <Select
        aria-label={says.kind}
        value={kind}
        onChange={setKind}
        options={KINDS.map((value) => ({ value, label: says.kinds[value] }))}
        popupMatchSelectWidth={false}
      />
      {areas.length > 1 && (
        <Select
          aria-label={says.where}
          value={area}
          onChange={setArea}
          options={areas.map(({ id, name }) => ({ value: id, label: pick(name) }))}
          popupMatchSelectWidth={false}
        />
      )}
      <Button onClick={() => begin.mutate({ area, kind, hours: 8 })} loading={begin.isPending}>
        {says.begin}
      </Button>
      <p>{says.lead}</p>
      <FormProblem error={begin.error} />
    </section>
  );
}
