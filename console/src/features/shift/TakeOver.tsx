import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { FormProblem } from '../../parts/FormProblem';
import { shortly, useNow } from '../../parts/time';
import { useLanguage } from '../../words';
import { type Handover, takeOver } from './api';
import style from './Shift.module.css';

/** What the last shift left, and the signature of who comes. */
export function TakeOver({ handover }: { handover: Handover }) {
  const { words, language } = useLanguage();
  const now = useNow();
  const queries = useQueryClient();
  const send = useMutation({
    mutationFn: () => takeOver(handover.id),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['shift'] }),
  });
  return (
    <section className={style.waiting}>
      <h2>{words.shift.waiting(handover.signed_by?.name ?? '—', shortly(handover.signed_at, now, language))}</h2>
      {handover.note && <q>{handover.note}</q>}
      <FormProblem error={send.error} />
      <p>
        <Button type="primary" size="large" loading={send.isPending} onClick={() => send.mutate()}>
          {words.shift.take}
        </Button>{' '}
        <span className={style.quiet}>{words.shift.takeHint}</span>
      </p>
    </section>
  );
}
