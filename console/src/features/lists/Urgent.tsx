import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { When } from '../../parts/When';
import { useLanguage } from '../../words';
import { useSession } from '../session/useSession';
import { urgentQuery } from './figures';

/** A missing child or elder waits for one approver on call: said above every page of whoever may approve. */
export function Urgent() {
  const { permissions } = useSession();
  return permissions.includes('lists.approve') ? <UrgentRequests /> : null;
}

function UrgentRequests() {
  const { words, pick } = useLanguage();
  const { listFigures: say } = words;
  const navigate = useNavigate();
  const { data } = useQuery(urgentQuery);
  return data?.map(({ id, area, criterion, due_at, overdue }) => (
    <div key={id} className="notice" role="alert">
      <p>
        <strong>{say.urgentTitle(pick(criterion), pick(area.name))}</strong> ·{' '}
        {overdue ? (
          say.urgentOverdue
        ) : (
          <>
            {say.urgentDue} <When at={due_at} />
          </>
        )}
        <br />
        {say.urgentLead}
      </p>
      <Button type="primary" onClick={() => navigate({ to: '/lists', search: { entry: id } })}>
        {say.urgentOpen}
      </Button>
    </div>
  ));
}
