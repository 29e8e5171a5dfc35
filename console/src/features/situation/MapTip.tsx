import { useQuery } from '@tanstack/react-query';
import type { Hover } from '../../map/MapCanvas';
import { useLanguage } from '../../words';
import { mapStatesQuery } from './api';
import style from './SituationPage.module.css';

/** A word beside the pointer: what it is, and why it cannot be seen when it cannot. */
export function MapTip({ hover }: { hover: Hover }) {
  const { words, language, pick } = useLanguage();
  const { properties } = hover;
  const name = properties[`name_${language}`] || properties.name_zh;
  const reason = words.map.reasons[properties.reason as keyof typeof words.map.reasons];
  const { data: states } = useQuery({ ...mapStatesQuery, refetchInterval: false });
  const mode = hover.kind === 'zone' && states?.modes.find(({ zones }) => zones.includes(Number(properties.id)));
  return (
    <div className={style.tip} style={{ left: hover.x + 14, top: hover.y + 14 }} aria-hidden="true">
      {String(name ?? '')}
      {mode && <span>{pick(mode.words)}</span>}
      {reason && <span>{reason}</span>}
    </div>
  );
}
