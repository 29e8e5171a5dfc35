import { exactly, shortly, useNow } from '../../parts/time';
import { useLanguage } from '../../words';
import style from './AlertView.module.css';
import type { Alert } from './api';

/** Every stored step of the work, newest first: when, who, what, with which words. */
export function Timeline({ alert }: { alert: Alert }) {
  const { words, pick, language } = useLanguage();
  const now = useNow();
  return (
    <section className={style.section}>
      <h2>{words.alert.timeline}</h2>
      <ol className={style.timeline}>
        {[...alert.timeline].reverse().map(({ at, who, action, name, after, note }) => (
          <li key={at + action}>
            <time dateTime={at} title={exactly(at, language)}>
              {shortly(at, now, language)}
            </time>
            <span>
              <strong>{pick(name)}</strong>
              <span className={style.who}>{who?.name ?? words.alert.system}</span>
              {action === 'resolve' && <Verdict of={after.verdict} />}
              {note && <q>{note}</q>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Verdict({ of }: { of: unknown }) {
  const { words } = useLanguage();
  const name = words.verdicts[of as keyof typeof words.verdicts];
  return name ? <span className={style.who}>{name}</span> : null;
}
