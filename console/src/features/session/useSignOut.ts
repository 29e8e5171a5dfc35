import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { isRefusal } from '../../api/client';
import { dropAllDrafts } from '../alerts/drafts';
import { signOut } from './api';

/** Ends the sign-in and leads to the way in. Until the platform has ended it nobody is shown as gone. */
export function useSignOut() {
  const queries = useQueryClient();
  const router = useRouter();
  return useMutation({
    // Refused, it is over already.
    mutationFn: () =>
      signOut().catch((problem) => {
        if (!isRefusal(problem)) throw problem;
      }),
    onSuccess: async () => {
      dropAllDrafts();
      // Before, not after: what the next page has begun to ask must not be taken from it.
      queries.clear();
      await router.navigate({ to: '/sign-in' });
    },
  });
}
