import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { Ago } from '../../parts/Ago';
import { type Column, DataTable } from '../../parts/DataTable';
import { Bones } from '../../parts/Later';
import { Problem } from '../../parts/Problem';
import { useWords } from '../../words';
import { type QuarantineRow, quarantineQuery } from './api';

/** Messages that could not be read, with the reason; what they said stays sealed. */
export function QuarantineList() {
  const words = useWords();
  const found = useInfiniteQuery(quarantineQuery);
  if (found.isError && !found.data) return <Problem error={found.error} what="devices" retry={() => found.refetch()} />;
  if (!found.data) return <Bones lines={8} />;
  const rows = found.data.pages.flatMap(({ items }) => items);
  if (rows.length === 0) {
    return (
      <div className="empty">
        <strong>{words.quarantine.empty}</strong>
        <p>{words.quarantine.emptyNext}</p>
      </div>
    );
  }
  const columns: Column<QuarantineRow>[] = [
    { key: 'at', title: words.quarantine.at, show: ({ at }) => <Ago at={at} /> },
    { key: 'detail', title: words.quarantine.detail, isMain: true, show: ({ detail, reason }) => detail || reason },
    { key: 'reason', title: words.quarantine.reason, isExtra: true, show: ({ reason }) => reason },
    { key: 'device', title: words.devices.code, isExtra: true, show: ({ device }) => device || '—' },
    { key: 'protocol', title: words.quarantine.protocol, isExtra: true, show: ({ protocol }) => protocol },
  ];
  return (
    <>
      <DataTable
        name="quarantine"
        columns={columns}
        rows={rows}
        idOf={({ id }) => id}
        label={words.devices.tabs.quarantine}
      />
      {found.hasNextPage && (
        <p className="empty">
          <Button onClick={() => found.fetchNextPage()}>{words.quarantine.older}</Button>
        </p>
      )}
    </>
  );
}
