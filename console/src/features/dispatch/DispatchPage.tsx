import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button } from 'antd';
import { Bones } from '../../parts/Later';
import { ListPage } from '../../parts/ListPage';
import { Problem } from '../../parts/Problem';
import { useWords } from '../../words';
import { useSession } from '../session/useSession';
import { dispatchesQuery } from './api';
import { DispatchBlock } from './DispatchBlock';
import { PatrolBlock } from './PatrolBlock';
import { SendForm } from './SendForm';
import { ShareWhere } from './ShareWhere';

const route = getRouteApi('/inside/dispatch');

/** Who is where, what is waiting for whom? */
export function DispatchPage() {
  const { dispatch: say, nav } = useWords();
  const { send } = route.useSearch();
  const navigate = route.useNavigate();
  const { permissions, user } = useSession();
  const dispatches = useQuery(dispatchesQuery);
  const rows = dispatches.data;
  const legs = rows?.flatMap((row) => row.legs) ?? [];
  const waiting = legs.filter(({ state }) => state === 'waiting').length;
  const isOnTask = legs.some(({ holder, state }) => holder?.id === user.id && ['accepted', 'handling'].includes(state));
  const close = () => navigate({ search: {}, replace: true });
  return (
    <ListPage
      label={nav.dispatch}
      answer={rows ? say.answer(rows.length, waiting) : nav.dispatch}
      tools={
        <>
          {permissions.includes('alerts.triage') && (
            <Button type="primary" onClick={() => navigate({ search: { send: 'new' } })}>
              {say.send}
            </Button>
          )}
          <p className="quiet">{say.lead}</p>
        </>
      }
    >
      {isOnTask && <ShareWhere />}
      {permissions.includes('positions.send') && !permissions.includes('alerts.triage') && <PatrolBlock />}
      {dispatches.isError && !rows && (
        <Problem error={dispatches.error} what="page" retry={() => dispatches.refetch()} />
      )}
      {dispatches.isPending && <Bones lines={8} />}
      {rows?.length === 0 && (
        <div className="empty">
          <strong>{say.empty}</strong>
          <p>{say.emptyNext}</p>
        </div>
      )}
      {rows?.map((row) => (
        <DispatchBlock key={row.id} row={row} />
      ))}
      {send !== undefined && <SendForm alert={Number(send) || undefined} onClose={close} />}
    </ListPage>
  );
}
