import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type Column, DataTable } from '../../parts/DataTable';
import { Bones } from '../../parts/Later';
import { Problem } from '../../parts/Problem';
import { When } from '../../parts/When';
import { useLanguage } from '../../words';
import { type StopRow, stopsQuery } from './api';

/** Accounts that the platform stopped by itself, and why. */
export function StopsList() {
  const { words, pick } = useLanguage();
  const stops = useQuery(stopsQuery);
  const columns = useMemo<Column<StopRow>[]>(
    () => [
      { key: 'at', title: words.audit.at, show: ({ at }) => <When at={at} /> },
      { key: 'who', title: words.audit.who, isMain: true, show: ({ who }) => `${who.name} · ${who.username}` },
      { key: 'because', title: words.audit.because, show: ({ words: why }) => pick(why) },
      {
        key: 'state',
        title: words.accounts.state,
        show: ({ is_active }) => (is_active ? words.audit.again : <strong>{words.audit.stopped}</strong>),
      },
    ],
    [words, pick],
  );
  if (stops.isError && !stops.data) return <Problem error={stops.error} what="audit" retry={() => stops.refetch()} />;
  if (!stops.data) return <Bones />;
  if (stops.data.length === 0) {
    return (
      <div className="empty">
        <strong>{words.audit.noStops}</strong>
        <p>{words.audit.noStopsNext}</p>
      </div>
    );
  }
  return (
    <DataTable
      name="stops"
      columns={columns}
      rows={stops.data}
      idOf={({ at, who }) => `${at}/${who.id}`}
      label={words.audit.tabs.stops}
    />
  );
}
