import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect } from 'react';
import { ApiProblem } from '../api/client';
import { sessionQuery } from '../features/session/api';
import { followOtherTabs } from '../features/session/otherTabs';
import { ThemeProvider } from '../theme/ThemeProvider';
import { LanguageProvider } from '../words';
import { queries } from './queries';
import { router } from './router';

export function App() {
  useEffect(leaveWhenSignedOut, []);
  useEffect(() => followOtherTabs(), []);
  return (
    <LanguageProvider>
      <ThemeProvider>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </ThemeProvider>
    </LanguageProvider>
  );
}

/** When any answer says that the session is over, the way leads to the sign-in and from there back to the same place. */
function leaveWhenSignedOut(): () => void {
  return queries.getQueryCache().subscribe(({ type, query }) => {
    const { error } = query.state;
    if (type !== 'updated' || !(error instanceof ApiProblem) || error.status !== 401) return;
    const { pathname, href } = router.state.location;
    if (pathname === '/sign-in') return;
    queries.setQueryData(sessionQuery.queryKey, null);
    void router.navigate({ to: '/sign-in', search: { next: href } });
  });
}
