import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Bones } from '../../parts/Later';
import { Problem } from '../../parts/Problem';
import { useWords } from '../../words';
import { AskPolice } from '../care/AskPolice';
import { useReceipt } from '../dispatch/receipts';
import { Candidate } from '../lists/Candidate';
import { Concerned } from '../residents/Concerned';
import { useSession } from '../session/useSession';
import { Actions } from './Actions';
import { AlertHead } from './AlertHead';
import style from './AlertView.module.css';
import { alertQuery } from './api';
import { Evidence } from './Evidence';
import { Explanation } from './Explanation';
import { Look } from './Look';
import { Timeline } from './Timeline';

/** Models whose alerts are candidates of a list. */
const LISTED = new Set(['watchlist_hit', 'public_health_list']);
/** States in which several organisations may be sent together. */
const JOINT = new Set(['received', 'triage', 'dispatched', 'accepted', 'handling']);
/** Steps by which the work leaves the hands it was in. */
const LETS_GO = new Set(['hand_over', 'escalate', 'reject', 'merge', 'resolve', 'verify', 'put_right', 'close']);

interface Props {
  id: number;
  /** What stands beside the head: a way to close the panel, or a way back. */
  corner?: ReactNode;
  /** A picture of the place, where there is room for one. */
  map?: ReactNode;
}

/** What happened, how sure are we, what do I do? One column in a panel, two where there is room. */
export function AlertView({ id, corner, map }: Props) {
  const alert = useQuery(alertQuery(id));
  const { permissions } = useSession();
  const words = useWords();
  useReceipt(alert.data ? id : 0);
  // What is shown of a person is shown for the work in hand: passed on or over, it is masked again. And what was refused
  // to somebody without the work is no longer true of who has it.
  const passed = alert.data?.timeline.filter(({ action }) => LETS_GO.has(action)).length;
  const hands = `${alert.data?.claimed_by?.id ?? 0}:${passed}`;
  if (alert.isError && !alert.data) {
    return (
      <div className={style.view}>
        <div className={style.alone}>{corner}</div>
        <Problem error={alert.error} what="alert" retry={() => alert.refetch()} />
      </div>
    );
  }
  return (
    <article className={style.view} data-alert-open={id}>
      {alert.data ? (
        <>
          <div className={style.scroll}>
            <div className={style.main}>
              <AlertHead alert={alert.data} corner={corner} />
              <Look id={id} />
              <Explanation alert={alert.data} />
              <Evidence alert={alert.data} />
              {LISTED.has(alert.data.model) && permissions.includes('lists.compare') && (
                <Candidate key={hands} alert={id} />
              )}
              {permissions.includes('alerts.triage') && JOINT.has(alert.data.work_state) && (
                <p className={style.section}>
                  <Link to="/dispatch" search={{ send: id }}>
                    {words.dispatch.send}
                  </Link>
                </p>
              )}
              {alert.data.model === 'device_upkeep' && alert.data.device && permissions.includes('devices.read') && (
                <p className={style.section}>
                  <Link to="/upkeep" search={{ device: `d${alert.data.device.id}` }}>
                    {words.alert.blinds}
                  </Link>
                </p>
              )}
              {permissions.includes('residents.reveal') && <Concerned key={hands} alert={id} />}
              {alert.data.model === 'elderly_inactivity' &&
                alert.data.work_state !== 'archived' &&
                permissions.includes('emergency.open') && <AskPolice alert={id} />}
            </div>
            <div className={style.beside}>
              {map}
              <Timeline alert={alert.data} />
            </div>
          </div>
          <Actions key={id} alert={alert.data} />
        </>
      ) : (
        <>
          <div className={style.alone}>{corner}</div>
          <Bones lines={8} />
        </>
      )}
    </article>
  );
}
