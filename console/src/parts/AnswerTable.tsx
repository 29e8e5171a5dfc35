import type { ComponentProps } from 'react';
import { DataTable } from './DataTable';
import { Bones } from './Later';
import { Problem } from './Problem';

interface Props<Row> extends Omit<ComponentProps<typeof DataTable<Row>>, 'rows'> {
  /** The query whose answer is the rows. */
  asked: { data?: Row[]; isError: boolean; error: unknown; refetch: () => unknown };
  what: ComponentProps<typeof Problem>['what'];
  /** What is said where there are none, and what one can do then. */
  empty: string;
  emptyNext: string;
}

/** What was asked for as a table; before it is there, where there is nothing, or where it failed, what is so instead. */
export function AnswerTable<Row>({ asked, what, empty, emptyNext, ...table }: Props<Row>) {
  const { data: rows } = asked;
  if (!rows) {
    return asked.isError ? (
      <Problem error={asked.error} what={what} retry={() => asked.refetch()} />
    ) : (
      <Bones lines={6} />
    );
  }
  if (rows.length === 0) {
    return (
      <div className="empty">
        <strong>{empty}</strong>
        <p>{emptyNext}</p>
      </div>
    );
  }
  return <DataTable {...table} rows={rows} />;
}
