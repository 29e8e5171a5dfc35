import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { Bones } from '../../parts/Later';
import { ListPage } from '../../parts/ListPage';
import { Problem } from '../../parts/Problem';
import { Facts } from '../../parts/SidePanel';
import { duration, useNow } from '../../parts/time';
import { useLanguage, useTexts } from '../../words';
import { careWords } from '../../words/care';
import { MaskedValue } from '../residents/MaskedValue';
import { type EmergencyRow, emergencyQuery, showDoor } from './api';
import style from './Care.module.css';

/** Which home do I go to? Its place and its alert, as long as the access lasts, and nothing else. */
export function EmergencyPage() {
  const { words } = useLanguage();
  const says = useTexts(careWords);
  const homes = useQuery(emergencyQuery);
  const said = says.emergency;
  const rows = homes.data;
  return (
    <ListPage label={words.nav.emergency} answer={rows ? said.answer(rows.length) : words.nav.emergency}>
      {homes.isError && !rows && <Problem error={homes.error} what="emergency" retry={() => homes.refetch()} />}
      {homes.isPending && <Bones />}
      {rows?.length === 0 && <p className="empty">{said.none}</p>}
      {rows && rows.length > 0 && (
        <div className={style.page}>
          {rows.map((row) => (
            <One key={row.id} row={row} />
          ))}
          <p className={style.hint}>{said.rule}</p>
        </div>
      )}
    </ListPage>
  );
}

function One({ row }: { row: EmergencyRow }) {
  const { pick, language } = useLanguage();
  const says = useTexts(careWords);
  const said = says.emergency;
  const now = useNow();
  const reveal = useCallback(() => showDoor(row.id), [row.id]);
  const left = duration((Date.parse(row.until_at) - now) / 1000, language);
  return (
    <article className={style.card}>
      <h2>
        {[row.area, row.building]
          .map((place) => place && pick(place.name))
          .filter(Boolean)
          .join(' · ')}
      </h2>
      <p>{pick(row.line)}</p>
      <Facts
        rows={[
          [said.why, row.why],
          [said.door, <MaskedValue key="door" masked={row.door} reveal={reveal} name={said.door} />],
        ]}
      />
      <p className={style.hint}>{said.until(left)}</p>
    </article>
  );
}
