import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type Column, DataTable } from '../../parts/DataTable';
import { Bones } from '../../parts/Later';
import { Problem } from '../../parts/Problem';
import { When } from '../../parts/When';
import { useLanguage, useTexts } from '../../words';
import { registersWords } from '../../words/registers';
import { type AlarmRow, alarmsQuery } from './api';

/** Sign-ins that somebody else made use of. */
export function AlarmsList() {
  const { pick } = useLanguage();
  const says = useTexts(registersWords);
  const alarms = useQuery(alarmsQuery);
  const columns = useMemo<Column<AlarmRow>[]>(
    () => [
      { key: 'at', title: says.audit.at, show: ({ at }) => <When at={at} /> },
      { key: 'who', title: says.audit.who, isMain: true, show: ({ who }) => `${who.name} · ${who.username}` },
      { key: 'because', title: says.audit.because, show: ({ words: why }) => pick(why) },
    ],
    [pick, says],
  );
  if (alarms.isError && !alarms.data) {
    return <Problem error={alarms.error} what="audit" retry={() => alarms.refetch()} />;
  }
  if (!alarms.data) return <Bones />;
  if (alarms.data.length === 0) {
    return (
      <div className="empty">
        <strong>{says.audit.noAlarms}</strong>
        <p>{says.audit.noAlarmsNext}</p>
      </div>
    );
  }
  return (
    <DataTable
      name="alarms"
      columns={columns}
      rows={alarms.data}
      idOf={({ at, who }) => `${at}/${who.id}`}
      label={says.audit.tabs.alarms}
    />
  );
}
