import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type Column, DataTable } from '../../parts/DataTable';
import { Bones } from '../../parts/Later';
import { ListPage } from '../../parts/ListPage';
import { Problem } from '../../parts/Problem';
import { When } from '../../parts/When';
import { useLanguage, useTexts } from '../../words';
import { registersWords } from '../../words/registers';
import { type LookRow, looksQuery } from './api';

/** Who looked at my data, when, and what for? */
export function LooksPage() {
  const { words, pick } = useLanguage();
  const says = useTexts(registersWords);
  const looks = useQuery(looksQuery);
  const columns = useMemo<Column<LookRow & { key: string }>[]>(
    () => [
      { key: 'at', title: says.looks.at, show: ({ at }) => <When at={at} /> },
      { key: 'role', title: says.looks.role, show: ({ role }) => pick(role) },
      {
        key: 'field',
        title: says.looks.field,
        isMain: true,
        show: ({ fields, is_masked }) => {
          const named = fields.map((field) => says.reveal.fields[field as 'phone'] ?? field).join(says.looks.and);
          return is_masked ? says.looks.masked(named) : named;
        },
      },
      { key: 'organisation', title: says.looks.organisation, show: ({ organisation }) => organisation },
      { key: 'purpose', title: says.looks.purpose, show: ({ purpose }) => pick(purpose) },
    ],
    [pick, says],
  );
  const rows = looks.data?.map((row, place) => ({ ...row, key: `${row.at}/${place}` }));
  return (
    <ListPage label={words.nav.looks} answer={rows ? says.looks.answer(rows.length) : words.nav.looks}>
      {looks.isError && !rows && <Problem error={looks.error} what="looks" retry={() => looks.refetch()} />}
      {looks.isPending && <Bones />}
      {rows?.length === 0 && <p className="empty">{says.looks.emptyNext}</p>}
      {rows && rows.length > 0 && (
        <DataTable name="looks" columns={columns} rows={rows} idOf={({ key }) => key} label={words.nav.looks} />
      )}
    </ListPage>
  );
}
