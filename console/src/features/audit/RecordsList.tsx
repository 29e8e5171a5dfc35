import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type Column, DataTable } from '../../parts/DataTable';
import { Bones } from '../../parts/Later';
import { More } from '../../parts/More';
import { Problem } from '../../parts/Problem';
import { When } from '../../parts/When';
import { useLanguage, useTexts } from '../../words';
import { registersWords } from '../../words/registers';
import { type AuditFilter, type AuditRow, auditQuery } from './api';
import { Outcome } from './Outcome';

interface Props {
  filter: AuditFilter;
  chosen: number | undefined;
  onOpen: (row: AuditRow) => void;
}

/** The records, newest first. */
export function RecordsList({ filter, chosen, onOpen }: Props) {
  const { words, pick } = useLanguage();
  const says = useTexts(registersWords);
  const pages = useInfiniteQuery(auditQuery(filter));
  const rows = pages.data?.pages.flatMap(({ items }) => items);
  const columns = useMemo<Column<AuditRow>[]>(
    () => [
      { key: 'at', title: says.audit.at, show: ({ at }) => <When at={at} /> },
      {
        key: 'who',
        title: says.audit.who,
        show: ({ who }) => who?.name ?? <span className="quiet">{says.audit.stranger}</span>,
      },
      { key: 'did', title: says.audit.operation, isMain: true, show: ({ did }) => pick(did) },
      {
        key: 'subjects',
        title: says.audit.subjects,
        isExtra: true,
        show: ({ subjects }) => brief(subjects, words.marks.list),
      },
      { key: 'workItem', title: says.audit.workItem, isExtra: true, show: ({ work_item }) => work_item || '—' },
      {
        key: 'persons',
        title: says.audit.persons,
        isNumber: true,
        isExtra: true,
        show: ({ persons }) => persons || '',
      },
      { key: 'result', title: says.audit.result, show: (row) => <Outcome row={row} /> },
    ],
    [words, says, pick],
  );
  if (pages.isError && !rows) return <Problem error={pages.error} what="audit" retry={() => pages.refetch()} />;
  if (!rows) return <Bones lines={10} />;
  if (rows.length === 0) {
    return (
      <div className="empty">
        <strong>{says.audit.empty}</strong>
        <p>{filter.persons && !filter.name && !filter.about ? says.audit.noPersons : says.audit.emptyNext}</p>
      </div>
    );
  }
  return (
    <>
      <DataTable
        name="audit"
        columns={columns}
        rows={rows}
        idOf={({ position }) => position}
        chosen={chosen}
        onOpen={onOpen}
        label={words.nav.audit}
      />
      <More pages={pages} label={says.audit.more} />
    </>
  );
}

const SHOWN = 3;

/** The first few pseudonyms, and how many more. */
const brief = (subjects: string[], comma: string): string =>
  subjects.length > SHOWN
    ? `${subjects.slice(0, SHOWN).join(comma)} +${subjects.length - SHOWN}`
    : subjects.join(comma) || '—';
