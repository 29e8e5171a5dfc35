import { useQuery } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { queries } from '../../app/queries';
import { useSession } from '../session/useSession';
import { askedQuery, confirmNotice, type Notice, sayShown } from './api';

/** Those of the notices that are about this alert. */
export const noticesAbout = (alert: number, notices: Notice[]) =>
  notices.filter(({ alerts }) => alerts.includes(alert));

/** My notices that nobody confirmed; none for whoever is told nothing. */
export function useNotices(): Notice[] | undefined {
  const { permissions } = useSession();
  return useQuery({ ...askedQuery, enabled: permissions.includes('messages.read') }).data;
}

/** Whoever opens an alert has received the notices about it: mails and messages of the same matter stay away. */
export function useReceipt(alert: number): void {
  const notices = useNotices();
  const isInSight = useInSight();
  useEffect(() => {
    if (!isInSight || !notices) return;
    for (const { id } of noticesAbout(alert, notices)) {
      confirmNotice(id).then(
        () => queries.setQueryData(askedQuery.queryKey, (old) => old?.filter((one) => one.id !== id)),
        () => undefined, // Told again with the next look at the notices.
      );
    }
  }, [alert, notices, isInSight]);
}

/** A page before somebody's eyes showed them. That is no receipt: the chair may be empty. */
export function useShown(notices: Notice[] | undefined): void {
  const isInSight = useInSight();
  useEffect(() => {
    const fresh = notices?.filter(({ is_shown }) => !is_shown).map(({ id }) => id) ?? [];
    if (!isInSight || fresh.length === 0) return;
    sayShown(fresh).then(
      () =>
        queries.setQueryData(askedQuery.queryKey, (old) =>
          old?.map((one) => (fresh.includes(one.id) ? { ...one, is_shown: true } : one)),
        ),
      () => undefined,
    );
  }, [notices, isInSight]);
}

function useInSight(): boolean {
  return useSyncExternalStore(
    (changed) => {
      document.addEventListener('visibilitychange', changed);
      return () => document.removeEventListener('visibilitychange', changed);
    },
    () => document.visibilityState === 'visible',
  );
}
