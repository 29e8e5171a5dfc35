import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type Column, DataTable } from '../../parts/DataTable';
import { Bones } from '../../parts/Later';
import { Problem } from '../../parts/Problem';
import { When } from '../../parts/When';
import { useLanguage, useTexts } from '../../words';
import { registersWords } from '../../words/registers';
import { type StopRow, stopsQuery } from './api';

/** Accounts that the platform stopped by itself, and why. */
export function StopsList() {
  const { pick } = useLanguage();
  const says = useTexts(registersWords);
  const stops = useQuery(stopsQuery);
  const columns = useMemo<Column<StopRow>[]>(
    () => [
      { key: 'at', title: says.audit.at, show: ({ at }) => <When at={at} /> },
      { key: 'who', title: says.audit.who, isMain: true, show: ({ who }) => `${who.name} · ${who.username}` },
      { key: 'because', title: says.audit.because, show: ({ words: why }) => pick(why) },
      {
        key: 'state',
        title: says.accounts.state,
        show: ({ is_active }) => (is_active ? says.audit.again : <strong>{says.audit.stopped}</strong>),
      },
    ],
    [pick, says],
  );
  if (stops.isError && !stops.data) return <Problem error={stops.error} what="audit" retry={() => stops.refetch()} />;
  if (!stops.data) return <Bones />;
  if (stops.data.length === 0) {
    return (
      <div className="empty">
        <strong>{says.audit.noStops}</strong>
        <p>{says.audit.noStopsNext}</p>
      </div>
    );
  }
  return (
    <DataTable
      name="stops"
      columns={columns}
      rows={stops.data}
      idOf={({ at, who }) => `${at}/${who.id}`}
      label={says.audit.tabs.stops}
    />
  );
}
