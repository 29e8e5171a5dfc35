import { type HistoryState, useRouter } from '@tanstack/react-router';
import { useCallback } from 'react';

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** Something was opened beside the page; the entry before this one shows the page alone. */
    isBeside?: boolean;
  }
}

interface How {
  replace?: boolean;
  state?: true | HistoryState;
}

/**
 * Goes where something is, or is no longer, open beside the page. Opening it is a step that the browser's Back undoes
 * (on a phone it covers the page, and Back is the way out one knows); another one takes its place, and closing it goes
 * back by that step. `isOpen`: something is open now.
 */
export function useBeside(isOpen: boolean): (opens: boolean, navigate: (how: How) => unknown) => void {
  const router = useRouter();
  return useCallback(
    (opens, navigate) => {
      if (!opens && router.history.location.state.isBeside) router.history.back();
      else if (opens && !isOpen) navigate({ state: { isBeside: true } });
      else navigate(opens ? { replace: true, state: true } : { replace: true });
    },
    [router, isOpen],
  );
}
