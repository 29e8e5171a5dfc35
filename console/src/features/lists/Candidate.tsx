import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { Facts } from '../../parts/SidePanel';
import { When } from '../../parts/When';
import { useLanguage, useTexts } from '../../words';
import { registersWords } from '../../words/registers';
import style from '../alerts/AlertView.module.css';
import { candidateQuery, revealEntry } from '../residents/api';
import { MaskedValue } from '../residents/MaskedValue';
import { EntryState } from './EntryState';

/** The list entry that this candidate may be, for comparing with what was seen. */
export function Candidate({ alert }: { alert: number }) {
  const { pick } = useLanguage();
  const says = useTexts(registersWords);
  const { data } = useQuery(candidateQuery(alert));
  const reveal = useCallback(() => revealEntry(alert), [alert]);
  if (!data) return null;
  return (
    <section className={style.section}>
      <h2>{says.candidate.title}</h2>
      <p>{says.candidate.lead}</p>
      <Facts
        rows={[
          [
            says.candidate.listed,
            <MaskedValue key="n" masked={data.subject} reveal={reveal} name={says.candidate.listed} />,
          ],
          [says.lists.kind, `${pick(data.title)} · ${pick(data.criterion)}`],
          [says.lists.state, <EntryState key="s" entry={{ state: data.state, waits: false }} />],
          [says.lists.issuer, data.issuing_body],
          [says.lists.document, data.document_number],
          [says.lists.until, <When key="u" at={data.until_at} />],
        ]}
      />
    </section>
  );
}
