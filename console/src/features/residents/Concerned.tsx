import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { Facts } from '../../parts/SidePanel';
import { useLanguage, useTexts } from '../../words';
import { registersWords } from '../../words/registers';
import style from '../alerts/AlertView.module.css';
import { type ConcernedRow, concernedQuery, revealContact, revealResident } from './api';
import own from './Concerned.module.css';
import { MaskedValue } from './MaskedValue';

/** Whom an alert concerns, masked; who works on it sees one field at a time. */
export function Concerned({ alert }: { alert: number }) {
  const { pick } = useLanguage();
  const says = useTexts(registersWords);
  const { data } = useQuery(concernedQuery(alert));
  if (!data || data.items.length === 0) return null;
  return (
    <section className={style.section}>
      <h2>
        {says.reveal.title} <span className="quiet">{data.door}</span>
      </h2>
      {data.items.map((row) => (
        <div key={`${row.of}:${row.id}`} className={own.person}>
          <Facts
            rows={[
              [
                row.relation ? pick(row.relation) : says.reveal.resident,
                <Field key="n" {...{ alert, row }} name="name" />,
              ],
              [says.reveal.fields.phone, <Field key="p" {...{ alert, row }} name="phone" />],
            ]}
          />
        </div>
      ))}
      <p className="quiet">{says.reveal.onRecord}</p>
    </section>
  );
}

function Field({ alert, row, name }: { alert: number; row: ConcernedRow; name: 'name' | 'phone' }) {
  const says = useTexts(registersWords);
  const reveal = useCallback(
    () => (row.of === 'contact' ? revealContact : revealResident)(alert, row.id, name),
    [alert, row.of, row.id, name],
  );
  const field = row.fields.find((one) => one.field === name);
  return field ? <MaskedValue masked={field.masked} reveal={reveal} name={says.reveal.fields[name]} /> : <>—</>;
}
