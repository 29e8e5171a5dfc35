import { useEffect } from 'react';
import { reportConnection } from './connection';

/** What to do with the parsed body of each event of that name. */
export type StreamHandlers = Record<string, (body: unknown) => void>;

const RETRY_MS = 2_000;

/**
 * Follows the platform's live stream while mounted. The browser reconnects and resumes after the last id by itself;
 * where it gives up (an error answer), a new stream is opened. `onResume` is called after every reconnection, for what
 * may have been missed; `reset` and `end` are the platform's own words for "read anew" and "this sign-in is over".
 * Without a url there is nothing to follow. Pass stable handlers.
 */
export function useStream(url: string | null, handlers: StreamHandlers, onResume: () => void): void {
  useEffect(() => {
    if (!url) return;
    let source: EventSource | undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let wasLost = false;

    const lost = () => {
      wasLost = true;
      reportConnection(navigator.onLine ? 'reconnecting' : 'offline');
    };
    const open = () => {
      clearTimeout(retry);
      source?.close();
      const stream = new EventSource(url);
      source = stream;
      stream.onopen = () => {
        reportConnection('live');
        if (wasLost) onResume();
        wasLost = false;
      };
      stream.onerror = () => {
        lost();
        if (stream.readyState === EventSource.CLOSED) retry = setTimeout(open, RETRY_MS);
      };
      stream.addEventListener('reset', onResume);
      stream.addEventListener('end', () => {
        stream.close();
        onResume();
      });
      for (const [name, handle] of Object.entries(handlers)) {
        stream.addEventListener(name, (event) => handle(JSON.parse(event.data)));
      }
    };

    open();
    window.addEventListener('offline', lost);
    window.addEventListener('online', open);
    return () => {
      clearTimeout(retry);
      window.removeEventListener('offline', lost);
      window.removeEventListener('online', open);
      source?.close();
    };
  }, [url, handlers, onResume]);
}
