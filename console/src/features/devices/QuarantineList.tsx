import { useInfiniteQuery } from '@tanstack/react-query';
import { Ago } from '../../parts/Ago';
import type { Column } from '../../parts/DataTable';
import { useWords } from '../../words';
import { type QuarantineRow, quarantineQuery } from './api';
import { PagedList } from './PagedList';

/** Messages that could not be read, with the reason; what they said stays sealed. */
export function QuarantineList() {
  const words = useWords();
  const found = useInfiniteQuery(quarantineQuery);
  const columns: Column<QuarantineRow>[] = [
    { key: 'at', title: words.quarantine.at, show: ({ at }) => <Ago at={at} /> },
    { key: 'detail', title: words.quarantine.detail, isMain: true, show: ({ detail, reason }) => detail || reason },
    { key: 'reason', title: words.quarantine.reason, isExtra: true, show: ({ reason }) => reason },
    { key: 'device', title: words.devices.code, isExtra: true, show: ({ device }) => device || '—' },
    { key: 'protocol', title: words.quarantine.protocol, isExtra: true, show: ({ protocol }) => protocol },
  ];
  return (
    <PagedList
      name="quarantine"
      label={words.devices.tabs.quarantine}
      found={found}
      columns={columns}
      idOf={({ id }) => id}
      empty={words.quarantine.empty}
      emptyNext={words.quarantine.emptyNext}
    />
  );
}
