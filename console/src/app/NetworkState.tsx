import { useConnection } from '../live/connection';
import { duration, useNow } from '../parts/time';
import { useLanguage } from '../words';
import style from './Shell.module.css';

/** How fresh the page is, in words, always visible. */
export function NetworkState() {
  const { words, language } = useLanguage();
  const { state, since } = useConnection();
  useNow(); // Drawn again as time passes; how long the line is down is a matter of our own clock, not of a demo's.
  const lasting = duration((Date.now() - since) / 1000, language);
  const text = {
    live: words.network.live,
    connecting: words.network.connecting,
    reconnecting: words.network.reconnecting(lasting),
    offline: words.network.offline(lasting),
  }[state];
  return (
    <span className={style.network} data-state={state} role="status">
      <i aria-hidden="true" />
      {text}
    </span>
  );
}
