import type { Schemas } from '../../api/client';
import { useLanguage } from '../../words';
import style from './DeviceState.module.css';

/** How a device is, by shape and word; the reason stands behind it. Unknown is hatched, never green. */
export function DeviceState({ health, isBrief = false }: { health: Schemas['DeviceHealth']; isBrief?: boolean }) {
  const { words, pick } = useLanguage();
  return (
    <span className={style.state} data-state={health.state} title={pick(health.reason)}>
      <i aria-hidden="true" />
      <span className={style.word}>
        {words.deviceStates[health.state as keyof typeof words.deviceStates] ?? health.state}
      </span>
      {!isBrief && <span className={style.reason}>{pick(health.reason)}</span>}
    </span>
  );
}
