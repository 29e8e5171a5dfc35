import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { type Column, DataTable } from '../../parts/DataTable';
import { Bones } from '../../parts/Later';
import { More } from '../../parts/More';
import { Problem } from '../../parts/Problem';
import { useTexts } from '../../words';
import { devicesWords } from '../../words/devices';

interface Props<Row> {
  name: string;
  label: string;
  found: UseInfiniteQueryResult<InfiniteData<{ items: Row[] }>>;
  columns: Column<Row>[];
  idOf: (row: Row) => string | number;
  empty: string;
  emptyNext: string;
}

/** A table that grows by pages: waiting, empty and failed states, and a button for what is older. */
export function PagedList<Row extends object>({ name, label, found, columns, idOf, empty, emptyNext }: Props<Row>) {
  const says = useTexts(devicesWords);
  if (found.isError && !found.data) return <Problem error={found.error} what="devices" retry={() => found.refetch()} />;
  if (!found.data) return <Bones lines={8} />;
  const rows = found.data.pages.flatMap(({ items }) => items);
  if (rows.length === 0) {
    return (
      <div className="empty">
        <strong>{empty}</strong>
        <p>{emptyNext}</p>
      </div>
    );
  }
  return (
    <>
      <DataTable name={name} columns={columns} rows={rows} idOf={idOf} label={label} />
      <More pages={found} label={says.quarantine.older} />
    </>
  );
}
