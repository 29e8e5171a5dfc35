import { useEffect, useMemo, useRef } from 'react';
import { queries } from '../../app/queries';
import type { StreamHandlers } from '../../live/useStream';
import { type Situation, situationQuery } from '../situation/api';
import { hearPatrols, type PatrolNews } from '../situation/patrols';
import { type AlertLine, openAlertsQuery } from './api';
import { streamBegins, tellAlert, withHeard } from './heard';
import { isWaiting } from './order';

type Heard = (alert: AlertLine) => void;
const arrivals = new Set<Heard>();

/** Calls back for every alert that appears, live, for the first time; not for news of one already known. */
export function useArrivals(heard: Heard): void {
  const current = useRef(heard);
  useEffect(() => {
    current.current = heard;
  });
  useEffect(() => {
    const call: Heard = (alert) => current.current(alert);
    arrivals.add(call);
    return () => {
      arrivals.delete(call);
    };
  }, []);
}

/** Puts what the stream says into the query cache, where every page reads it. */
export function useLiveAlerts(): StreamHandlers {
  return useMemo(
    () => ({
      hello: () => {
        streamBegins();
        // A list that is still on its way is read again by itself.
        if (queries.getQueryData(openAlertsQuery.queryKey)) {
          void queries.invalidateQueries({ queryKey: openAlertsQuery.queryKey });
        }
      },
      alert: (body) => {
        const alert = body as AlertLine;
        tellAlert(alert);
        const known = queries.getQueryData(openAlertsQuery.queryKey);
        if (known) {
          queries.setQueryData(openAlertsQuery.queryKey, withHeard(known, alert));
          if (isWaiting(alert) && !known.items.some(({ id }) => id === alert.id)) {
            for (const heard of arrivals) heard(alert);
          }
        }
        refreshSoon(['alerts', 'one', alert.id]);
        refreshSoon(['alerts', 'queue']);
      },
      patrols: (body) => hearPatrols(body as PatrolNews),
      situation: (body) => queries.setQueryData(situationQuery.queryKey, body as Situation),
    }),
    [],
  );
}

const GATHER_MS = 400;
const waiting = new Map<string, ReturnType<typeof setTimeout>>();

/** A burst of news asks once. */
function refreshSoon(queryKey: readonly unknown[]): void {
  const name = JSON.stringify(queryKey);
  if (waiting.has(name)) return;
  waiting.set(
    name,
    setTimeout(() => {
      waiting.delete(name);
      void queries.invalidateQueries({ queryKey });
    }, GATHER_MS),
  );
}

/** After the stream was lost: everything live is asked again. */
export function reread(): void {
  for (const name of ['alerts', 'situation', 'devices']) void queries.invalidateQueries({ queryKey: [name] });
}
