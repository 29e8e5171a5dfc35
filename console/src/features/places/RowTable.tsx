import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type Column, DataTable } from '../../parts/DataTable';
import { Bones } from '../../parts/Later';
import { More } from '../../parts/More';
import { Problem } from '../../parts/Problem';
import { useLanguage, useTexts } from '../../words';
import { placesWords } from '../../words/places';
import { type RegisterRow, rowsQuery } from './api';

interface Props {
  kind: string;
  q: string;
  chosen: string | undefined;
  onOpen: (row: RegisterRow) => void;
}

/** What one register holds, by code; a row opens beside. */
export function RowTable({ kind, q, chosen, onOpen }: Props) {
  const { words, pick } = useLanguage();
  const says = useTexts(placesWords);
  const kinds: Record<string, string> =
    kind === 'devices' ? says.deviceKinds : kind === 'zones' ? says.zoneKinds : says.kinds;
  const pages = useInfiniteQuery(rowsQuery(kind, q));
  const rows = pages.data?.pages.flatMap(({ items }) => items);
  const columns = useMemo<Column<RegisterRow>[]>(
    () => [
      { key: 'name', title: says.rowName, isMain: true, show: ({ name }) => pick(name) },
      { key: 'code', title: says.code, show: ({ code }) => code },
      {
        key: 'kind',
        title: says.kind,
        isExtra: true,
        show: ({ values }) => (values.kind ? (kinds[values.kind] ?? values.kind) : '—'),
      },
      {
        key: 'state',
        title: says.rowState,
        show: ({ is_retired }) => (is_retired ? says.retired : says.inUse),
      },
    ],
    [pick, says, kinds],
  );
  if (pages.isError && !rows) return <Problem error={pages.error} what="places" retry={() => pages.refetch()} />;
  if (!rows) return <Bones lines={10} />;
  if (rows.length === 0) {
    return (
      <div className="empty">
        <strong>{says.emptyRows}</strong>
        <p>{says.emptyRowsNext}</p>
      </div>
    );
  }
  return (
    <>
      <DataTable
        name={`registers-${kind}`}
        columns={columns}
        rows={rows}
        idOf={({ code }) => code}
        chosen={chosen}
        onOpen={onOpen}
        label={words.nav.places}
      />
      <More pages={pages} label={says.moreRows} />
    </>
  );
}
