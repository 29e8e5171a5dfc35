import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type Column, DataTable } from '../../parts/DataTable';
import { Bones } from '../../parts/Later';
import { Problem } from '../../parts/Problem';
import { When } from '../../parts/When';
import { useLanguage } from '../../words';
import { type AlarmRow, alarmsQuery } from './api';

/** Sign-ins that somebody else made use of. */
export function AlarmsList() {
  const { words, pick } = useLanguage();
  const alarms = useQuery(alarmsQuery);
  const columns = useMemo<Column<AlarmRow>[]>(
    () => [
      { key: 'at', title: words.audit.at, show: ({ at }) => <When at={at} /> },
      { key: 'who', title: words.audit.who, isMain: true, show: ({ who }) => `${who.name} · ${who.username}` },
      { key: 'because', title: words.audit.because, show: ({ words: why }) => pick(why) },
    ],
    [words, pick],
  );
  if (alarms.isError && !alarms.data) {
    return <Problem error={alarms.error} what="audit" retry={() => alarms.refetch()} />;
  }
  if (!alarms.data) return <Bones />;
  if (alarms.data.length === 0) {
    return (
      <div className="empty">
        <strong>{words.audit.noAlarms}</strong>
        <p>{words.audit.noAlarmsNext}</p>
      </div>
    );
  }
  return (
    <DataTable
      name="alarms"
      columns={columns}
      rows={alarms.data}
      idOf={({ at, who }) => `${at}/${who.id}`}
      label={words.audit.tabs.alarms}
    />
  );
}
