import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { Facts } from '../../parts/SidePanel';
import { When } from '../../parts/When';
import { useLanguage } from '../../words';
import style from '../alerts/AlertView.module.css';
import { candidateQuery, revealEntry } from '../residents/api';
import { MaskedValue } from '../residents/MaskedValue';
import { EntryState } from './EntryState';

/** The list entry that this candidate may be, for comparing with what was seen. */
export function Candidate({ alert }: { alert: number }) {
  const { words, pick } = useLanguage();
  const { data } = useQuery(candidateQuery(alert));
  const reveal = useCallback(() => revealEntry(alert), [alert]);
  if (!data) return null;
  return (
    <section className={style.section}>
      <h2>{words.candidate.title}</h2>
      <p>{words.candidate.lead}</p>
      <Facts
        rows={[
          [
            words.candidate.listed,
            <MaskedValue key="n" masked={data.subject} reveal={reveal} name={words.candidate.listed} />,
          ],
          [words.lists.kind, `${pick(data.title)} · ${pick(data.criterion)}`],
          [words.lists.state, <EntryState key="s" entry={{ state: data.state, waits: false }} />],
          [words.lists.issuer, data.issuing_body],
          [words.lists.document, data.document_number],
          [words.lists.until, <When key="u" at={data.until_at} />],
        ]}
      />
    </section>
  );
}
