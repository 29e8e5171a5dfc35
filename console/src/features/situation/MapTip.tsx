import type { Hover } from '../../map/MapCanvas';
import { useLanguage } from '../../words';
import style from './SituationPage.module.css';

/** A word beside the pointer: what it is, and why it cannot be seen when it cannot. */
export function MapTip({ hover }: { hover: Hover }) {
  const { language } = useLanguage();
  const { properties } = hover;
  const name = properties[`name_${language}`] || properties.name_zh;
  const reason = properties[`reason_${language}`] || properties.reason_zh;
  const mode = properties[`mode_${language}`] || properties.mode_zh;
  return (
    <div className={style.tip} style={{ left: hover.x + 14, top: hover.y + 14 }} aria-hidden="true">
      {String(name ?? '')}
      {mode ? <span>{String(mode)}</span> : null}
      {reason && properties.coverage !== 'covered' ? <span>{String(reason)}</span> : null}
    </div>
  );
}
