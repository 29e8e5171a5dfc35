import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { AnswerTable } from '../../parts/AnswerTable';
import type { Column } from '../../parts/DataTable';
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
  return (
    <AnswerTable
      asked={stops}
      what="audit"
      empty={says.audit.noStops}
      emptyNext={says.audit.noStopsNext}
      name="stops"
      columns={columns}
      idOf={({ at, who }) => `${at}/${who.id}`}
      label={says.audit.tabs.stops}
    />
  );
}
