import { useMemo } from 'react';
import { Ago } from '../../parts/Ago';
import { type Column, DataTable } from '../../parts/DataTable';
import { SeverityMark } from '../../parts/SeverityMark';
import { useLanguage } from '../../words';
import type { AlertLine } from './api';
import { ModeMark } from './ModeMark';
import { severityOf } from './order';

interface Props {
  rows: AlertLine[];
  chosen: number | undefined;
  onOpen: (alert: AlertLine) => void;
  order: string | undefined;
  onOrder: (order: string | undefined) => void;
}

/** Alerts as a table; by urgency, or the newest first. */
export function AlertTable({ rows, chosen, onOpen, order, onOrder }: Props) {
  const { words, pick } = useLanguage();
  const columns = useMemo<Column<AlertLine>[]>(
    () => [
      {
        key: 'severity',
        title: words.queue.severity,
        show: ({ severity }) => <SeverityMark severity={severityOf(severity)} />,
        sort: { isOn: order !== 'newest', onSort: () => onOrder(undefined) },
      },
      { key: 'line', title: words.queue.what, isMain: true, show: ({ line }) => pick(line) },
      { key: 'title', title: words.queue.model, isExtra: true, show: ({ title }) => pick(title) },
      {
        key: 'condition',
        title: words.alert.condition,
        isExtra: true,
        show: ({ condition_state: state }) => (
          <span className={state === 'unknown' ? 'hatched' : undefined}>
            {words.condition[state as keyof typeof words.condition] ?? state}
          </span>
        ),
      },
      {
        key: 'work',
        title: words.alert.work,
        show: (alert) => (
          <>
            {words.work[alert.work_state as keyof typeof words.work] ?? alert.work_state} <ModeMark alert={alert} />
          </>
        ),
      },
      { key: 'who', title: words.queue.who, isExtra: true, show: ({ claimed_by }) => claimed_by?.name ?? '—' },
      {
        key: 'since',
        title: words.queue.since,
        isNumber: true,
        show: ({ opened_at }) => <Ago at={opened_at} />,
        sort: { isOn: order === 'newest', onSort: () => onOrder('newest') },
      },
    ],
    [words, pick, order, onOrder],
  );
  return (
    <DataTable
      name="alerts"
      columns={columns}
      rows={rows}
      idOf={({ id }) => id}
      chosen={chosen}
      onOpen={onOpen}
      label={words.nav.queue}
    />
  );
}
