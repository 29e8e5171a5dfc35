import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { AnswerTable } from '../../parts/AnswerTable';
import type { Column } from '../../parts/DataTable';
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
  return (
    <AnswerTable
      asked={alarms}
      what="audit"
      empty={says.audit.noAlarms}
      emptyNext={says.audit.noAlarmsNext}
      name="alarms"
      columns={columns}
      idOf={({ at, who }) => `${at}/${who.id}`}
      label={says.audit.tabs.alarms}
    />
  );
}
