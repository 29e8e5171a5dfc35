import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { FormProblem } from '../../parts/FormProblem';
import { useTexts } from '../../words';
import { careWords } from '../../words/care';
import view from '../alerts/AlertView.module.css';
import { askPolice } from './api';
import style from './Care.module.css';

/** Asking police to help at the home of a care alert: says first who will see what, and for how long. */
export function AskPolice({ alert }: { alert: number }) {
  const said = useTexts(careWords).emergency;
  const queries = useQueryClient();
  const [why, setWhy] = useState<string | null>(null);
  const ask = useMutation({
    mutationFn: () => askPolice(alert, why ?? ''),
    onSuccess: () => {
      setWhy(null);
      void queries.invalidateQueries({ queryKey: ['alerts'] });
    },
  });
  return (
    <section className={view.section}>
      {why === null ? (
        <>
          <Button onClick={() => setWhy('')} disabled={ask.isSuccess} data-action="ask-police">
            {said.ask}
          </Button>
          {ask.isSuccess && <p className="quiet">{said.sent}</p>}
        </>
      ) : (
        <form
          className={style.ask}
          onSubmit={(event) => {
            event.preventDefault();
            ask.mutate();
          }}
        >
          <p className="quiet">{said.askLead}</p>
          <Input
            autoFocus
            maxLength={200}
            value={why}
            onChange={({ target }) => setWhy(target.value)}
            placeholder={said.whyHint}
            aria-label={said.why}
          />
          <span>
            <Button type="primary" htmlType="submit" disabled={!why.trim()} loading={ask.isPending}>
              {said.send}
            </Button>{' '}
            <Button onClick={() => setWhy(null)}>{said.cancel}</Button>
          </span>
          <FormProblem error={ask.error} />
        </form>
      )}
    </section>
  );
}
