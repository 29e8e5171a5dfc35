import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { tourQuery } from './api';

const KEY = 'anlin.tour.follow';
const listeners = new Set<() => void>();
const isFollowed = () => localStorage.getItem(KEY) !== 'no';
const subscribe = (changed: () => void) => {
  listeners.add(changed);
  return () => listeners.delete(changed);
};

/** Whether the map goes where the demo's story is told, and how to change that; remembered on this machine. */
export function useFollowing(): [boolean, (follow: boolean) => void] {
  const follows = useSyncExternalStore(subscribe, isFollowed);
  return [
    follows,
    (follow) => {
      localStorage.setItem(KEY, follow ? 'yes' : 'no');
      for (const each of listeners) each();
    },
  ];
}

/**
 * Calls `onTold` with each further alert that the demo's story comes to, among those that are `seen`, and with nothing
 * once the story has gone on to what is not. Not while something else is `chosen`: whoever looks at a thing of their
 * own is left there. Without `seen` nothing is asked for.
 */
export function useStory(seen: readonly { id: number }[] | undefined, chosen: number | undefined, onTold: Told): void {
  const [follows] = useFollowing();
  const { data } = useQuery({ ...tourQuery, enabled: follows && seen !== undefined });
  const last = useRef<number>(undefined);
  const alert = follows ? data?.alert : undefined;
  const isSeen = alert != null && seen?.some(({ id }) => id === alert);
  useEffect(() => {
    if (alert === undefined || alert === last.current) return;
    // A page that is loaded anew stands where the story had led it.
    if (chosen !== undefined && chosen === alert) last.current = alert;
    if (chosen !== undefined && chosen !== last.current) return;
    const next = isSeen ? (alert ?? undefined) : undefined;
    if (next === chosen) return;
    last.current = next;
    onTold(next);
  }, [alert, isSeen, chosen, onTold]);
}

type Told = (alert: number | undefined) => void;
