import { useSyncExternalStore } from 'react';

export type ConnectionState = 'connecting' | 'live' | 'reconnecting' | 'offline';

export interface Connection {
  state: ConnectionState;
  /** Since when, ms since 1970. */
  since: number;
}

let connection: Connection = { state: 'connecting', since: Date.now() };
const listeners = new Set<() => void>();

/** Says how the live stream stands; the same state again keeps its first instant. */
export function reportConnection(state: ConnectionState): void {
  if (state === connection.state) return;
  connection = { state, since: Date.now() };
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useConnection = (): Connection => useSyncExternalStore(subscribe, () => connection);
