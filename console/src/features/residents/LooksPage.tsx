import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type Column, DataTable } from '../../parts/DataTable';
import { Bones } from '../../parts/Later';
import { ListPage } from '../../parts/ListPage';
import { Problem } from '../../parts/Problem';
import { When } from '../../parts/When';
import { useLanguage } from '../../words';
import { type LookRow, looksQuery } from './api';

/** Who looked at my data, when, and what for? */
export function LooksPage() {
  const { words, pick } = useLanguage();
  const looks = useQuery(looksQuery);
  const columns = useMemo<Column<LookRow & { key: string }>[]>(
    () => [
      { key: 'at', title: words.looks.at, show: ({ at }) => <When at={at} /> },
      { key: 'organisation', title: words.looks.organisation, isMain: true, show: ({ organisation }) => organisation },
      { key: 'role', title: words.looks.role, show: ({ role }) => pick(role) },
      { key: 'purpose', title: words.looks.purpose, show: ({ purpose }) => pick(purpose) },
      {
        key: 'field',
        title: words.looks.field,
        show: ({ field_class }) => words.reveal.fields[field_class as 'phone'] ?? field_class,
      },
    ],
    [words, pick],
  );
  const rows = looks.data?.map((row, place) => ({ ...row, key: `${row.at}/${place}` }));
  return (
    <ListPage label={words.nav.looks} answer={rows ? words.looks.answer(rows.length) : words.nav.looks}>
      {looks.isError && !rows && <Problem error={looks.error} what="looks" retry={() => looks.refetch()} />}
      {looks.isPending && <Bones />}
      {rows?.length === 0 && <p className="empty">{words.looks.emptyNext}</p>}
      {rows && rows.length > 0 && (
        <DataTable name="looks" columns={columns} rows={rows} idOf={({ key }) => key} label={words.nav.looks} />
      )}
    </ListPage>
  );
}
