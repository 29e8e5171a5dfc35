import { useQuery } from '@tanstack/react-query';
import type { Load } from '../../map/features';
import type { Hover } from '../../map/touch';
import { useLanguage } from '../../words';
import { mapStatesQuery } from './api';
import style from './SituationPage.module.css';

/** A word beside the pointer: what it is, what is open there, and why it cannot be seen when it cannot. */
export function MapTip({ hover, load }: { hover: Hover; load: Load | undefined }) {
  const { words, language, pick } = useLanguage();
  const { properties, state, kind } = hover;
  const name =
    kind === 'patrol' ? properties[`unit_${language}`] : properties[`name_${language}`] || properties.name_zh;
  const { data: states } = useQuery({ ...mapStatesQuery, refetchInterval: false });
  const mode = kind === 'zone' && states?.modes.find(({ zones }) => zones.includes(Number(properties.id)));
  const isUnseen = kind === 'zone' ? state.unseen : properties.state;
  const reason = isUnseen ? 'unknown' : kind === 'zone' && properties.watched === false ? 'not_covered' : undefined;
  const covers = words.map.covers[state.cover as keyof typeof words.map.covers];
  return (
    <div className={style.tip} style={{ left: hover.x + 14, top: hover.y + 14 }} aria-hidden="true">
      {String(name ?? '')}
      {kind === 'patrol' && <span>{words.map.patrolKinds[properties.kind as 'foot']}</span>}
      {kind === 'area' && load && <span>{words.map.open(load.open)}</span>}
      {mode && <span>{pick(mode.words)}</span>}
      {reason && <span>{words.map.reasons[reason]}</span>}
      {covers && <span>{covers}</span>}
    </div>
  );
}
