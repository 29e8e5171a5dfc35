import { useQuery } from '@tanstack/react-query';
import { useWords } from '../../words';
import style from '../devices/DevicePanel.module.css';
import { useSession } from '../session/useSession';
import { type Model, truthQuery } from './api';
import own from './ModelPanel.module.css';
import { percent, trustOf } from './record';

/** How far the model's alerts were found true: a sentence, the share with its interval, and in a demo the truth. */
export function RecordView({ model }: { model: Model }) {
  const { models: words } = useWords();
  const { is_demo } = useSession();
  const truth = useQuery({ ...truthQuery, enabled: is_demo });
  const { record } = model;
  const known = truth.data?.find((row) => row.model === model.name);
  return (
    <section className={style.section}>
      <h2>{words.record}</h2>
      {!record && <p className="quiet">{words.recordHidden}</p>}
      {record && (
        <>
          <p>{words.recordSays[trustOf(record)](record.true, record.true + record.false, record.days)}</p>
          <Interval label={words.judged} share={record.precision} low={record.low} high={record.high} />
          {record.unclear > 0 && <p className="quiet">{words.unclear(record.unclear)}</p>}
        </>
      )}
      {known && (
        <>
          <h3 className={own.rule}>{words.truth}</h3>
          <p className="quiet">{words.truthLead}</p>
          <Interval
            label={words.precision(known.alerts)}
            share={known.precision}
            low={known.precision_low}
            high={known.precision_high}
          />
          <Interval
            label={words.recall(known.incidents)}
            share={known.recall}
            low={known.recall_low}
            high={known.recall_high}
          />
        </>
      )}
    </section>
  );
}

interface Shares {
  label: string;
  share: number | null;
  low: number | null;
  high: number | null;
}

/** A share as a mark on its 95 % interval, on a scale from nought to one. Nothing where there is none. */
function Interval({ label, share, low, high }: Shares) {
  const { models: words } = useWords();
  if (share === null || low === null || high === null) return null;
  return (
    <p className={own.interval}>
      <span>{label}</span>
      <strong>{percent(share)}</strong>
      <span className={own.scale} aria-hidden="true">
        <i style={{ insetInlineStart: percent(low), inlineSize: percent(high - low) }} />
        <b style={{ insetInlineStart: percent(share) }} />
      </span>
      <span className={own.bounds}>{words.interval(percent(low), percent(high))}</span>
    </p>
  );
}
