import { queries } from '../../app/queries';
import { sessionQuery } from './api';

/**
 * All tabs of a browser share one sign-in. When another tab tells that somebody else is signed in now, this one starts
 * anew: it would go on under one name, and act under another. So does one that has just learnt that nobody is; one that
 * waits at the sign-in goes in.
 */
export function followOtherTabs(startAnew = (path: string) => location.assign(path)): () => void {
  const channel = new BroadcastChannel('anlin.session');
  const session = () => queries.getQueryData(sessionQuery.queryKey);
  const user = () => session()?.user.id;
  let told = user();
  channel.onmessage = ({ data: other }: MessageEvent<number>) => {
    if (location.pathname === '/sign-in') startAnew('/');
    // Whoever does not know yet who is signed in is about to ask.
    else if (session() !== undefined && user() !== other) startAnew(location.href);
  };
  const stop = queries.getQueryCache().subscribe(() => {
    const now = user();
    if (now !== undefined && now !== told) channel.postMessage(now);
    told = now;
  });
  return () => {
    stop();
    channel.close();
  };
}
