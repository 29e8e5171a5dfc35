import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { Bones } from '../../parts/Later';
import { Problem } from '../../parts/Problem';
import { useRowKeys } from '../../parts/useRowKeys';
import { useWords } from '../../words';
import { AlertRow } from '../alerts/AlertRow';
import type { AlertLine } from '../alerts/api';
import style from './SituationPage.module.css';

/** More lines than anybody reads here; the rest is in the queue, found by its filters. */
const SHOWN = 60;

interface Props {
  alerts: UseQueryResult<{ items: AlertLine[]; total: number }>;
  chosen: number | undefined;
  onChoose: (id: number) => void;
}

/** The slim list beside the map, worst first. */
export function SituationQueue({ alerts, chosen, onChoose }: Props) {
  const words = useWords();
  const list = useRef<HTMLElement>(null);
  useRowKeys(list);
  const items = alerts.data?.items;
  const hidden = (alerts.data?.total ?? 0) - SHOWN;
  return (
    <section className={style.queue} ref={list} aria-label={words.situation.queue}>
      <h2 className={style.heading}>
        {words.situation.queue}
        {alerts.data && <span className={style.count}>{alerts.data.total}</span>}
      </h2>
      <div className={style.rows}>
        {alerts.isError && !items && <Problem error={alerts.error} what="alerts" retry={() => alerts.refetch()} />}
        {alerts.isPending && <Bones lines={9} />}
        {items?.length === 0 && (
          <div className="empty">
            <strong>{words.situation.empty}</strong>
            <p>{words.situation.emptyNext}</p>
          </div>
        )}
        {items?.slice(0, SHOWN).map((alert) => (
          <AlertRow key={alert.id} alert={alert} chosen={alert.id === chosen} onChoose={onChoose} />
        ))}
        {hidden > 0 && (
          <Link to="/queue" className={style.more}>
            {words.situation.more(hidden)}
          </Link>
        )}
      </div>
    </section>
  );
}
