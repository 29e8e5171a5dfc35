import { useInfiniteQuery } from '@tanstack/react-query';
import { Ago } from '../../parts/Ago';
import type { Column } from '../../parts/DataTable';
import { useTexts } from '../../words';
import { devicesWords } from '../../words/devices';
import { type QuarantineRow, quarantineQuery } from './api';
import { PagedList } from './PagedList';

/** Messages that could not be read, with the reason; what they said stays sealed. */
export function QuarantineList() {
  const says = useTexts(devicesWords);
  const found = useInfiniteQuery(quarantineQuery);
  const columns: Column<QuarantineRow>[] = [
    { key: 'at', title: says.quarantine.at, show: ({ at }) => <Ago at={at} /> },
    { key: 'detail', title: says.quarantine.detail, isMain: true, show: ({ detail, reason }) => detail || reason },
    { key: 'reason', title: says.quarantine.reason, isExtra: true, show: ({ reason }) => reason },
    { key: 'device', title: says.devices.code, isExtra: true, show: ({ device }) => device || '—' },
    { key: 'protocol', title: says.quarantine.protocol, isExtra: true, show: ({ protocol }) => protocol },
  ];
  return (
    <PagedList
      name="quarantine"
      label={says.devices.tabs.quarantine}
      found={found}
      columns={columns}
      idOf={({ id }) => id}
      empty={says.quarantine.empty}
      emptyNext={says.quarantine.emptyNext}
    />
  );
}
