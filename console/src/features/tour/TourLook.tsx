import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { Button } from 'antd';
import { useLanguage } from '../../words';
import { demoRolesQuery, playRole, sessionQuery } from '../session/api';
import { useSession } from '../session/useSession';
import { type Tour, tourQuery } from './api';

/** Leads to what is told of, as whoever may see it: one click plays that role. */
export function TourLook({ tour }: { tour: Tour }) {
  const { words, pick } = useLanguage();
  const router = useRouter();
  const queries = useQueryClient();
  const { grants } = useSession();
  const roles = useQuery(demoRolesQuery);
  const href = tour.alert !== null ? `/alerts/${tour.alert}` : tour.page;
  const play = useMutation({
    mutationFn: ({ role }: Way) => playRole(role),
    // The way as it was clicked: the story may have gone on while the role was taken.
    onSuccess: (session, { to }) => {
      const kept = queries.getQueryData(tourQuery.queryKey);
      queries.clear();
      queries.setQueryData(sessionQuery.queryKey, session);
      queries.setQueryData(tourQuery.queryKey, kept);
      router.history.push(to);
      void router.invalidate();
    },
  });
  if (!href) return null;
  const isMine = !tour.role || grants.some(({ role }) => role === tour.role);
  const title = roles.data?.find(({ role }) => role === tour.role)?.title;
  return (
    <Button
      type="link"
      size="small"
      loading={play.isPending}
      onClick={() => (isMine ? router.history.push(href) : play.mutate({ role: tour.role, to: href }))}
      data-tour="look"
    >
      {isMine || !title ? words.tour.see : words.tour.seeAs(pick(title))}
    </Button>
  );
}

type Way = { role: string; to: string };
