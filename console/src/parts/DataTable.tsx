import { type ReactNode, type RefObject, useRef } from 'react';
import { ColumnChooser } from './ColumnChooser';
import style from './DataTable.module.css';
import { useHiddenColumns } from './useHiddenColumns';
import { useRowKeys } from './useRowKeys';

export interface Column<Row> {
  key: string;
  title: ReactNode;
  show: (row: Row) => ReactNode;
  isNumber?: boolean;
  /** Takes the room that is left; its content is what opens the row. */
  isMain?: boolean;
  /** Left out where there is little room. */
  isExtra?: boolean;
  /** Means nothing without its title: where there is no head, it stands before it. */
  isBare?: boolean;
  sort?: { isOn: boolean; onSort: () => void };
}

interface Props<Row> {
  /** Under which the columns put away are remembered. */
  name: string;
  columns: Column<Row>[];
  rows: Row[];
  idOf: (row: Row) => number | string;
  chosen?: number | string;
  onOpen?: (row: Row) => void;
  label: string;
}

/** A dense table: 40 px rows, head that stays, walked with J and K, a row opens beside it. */
export function DataTable<Row>({ name, columns: all, rows, idOf, chosen, onOpen, label }: Props<Row>) {
  const body = useRef<HTMLTableSectionElement>(null);
  useRowKeys(body as RefObject<HTMLElement | null>);
  const [hidden, toggle] = useHiddenColumns(name);
  const columns = all.filter(({ key, isExtra }) => !isExtra || !hidden.has(key));
  const extra = all.filter(({ isExtra }) => isExtra);
  return (
    <table className={style.table} aria-label={label}>
      <thead>
        <tr>
          {columns.map(({ key, title, isNumber, isExtra, sort }) => (
            <th
              key={key}
              className={isNumber ? 'number' : undefined}
              data-extra={isExtra || undefined}
              aria-sort={sort?.isOn ? 'descending' : undefined}
            >
              {sort ? (
                <button type="button" className={style.sort} onClick={sort.onSort}>
                  {title}
                  <span aria-hidden="true">{sort.isOn ? ' ↓' : ''}</span>
                </button>
              ) : (
                title
              )}
            </th>
          ))}
          {extra.length > 0 && (
            <th className={style.chooser}>
              <ColumnChooser columns={extra} hidden={hidden} onToggle={toggle} />
            </th>
          )}
        </tr>
      </thead>
      <tbody ref={body}>
        {rows.map((row) => {
          const id = idOf(row);
          return (
            <tr key={id} aria-current={id === chosen || undefined} onClick={onOpen && (() => onOpen(row))}>
              {columns.map(({ key, title, show, isNumber, isMain, isExtra, isBare }) => (
                <td
                  key={key}
                  data-title={isBare && typeof title === 'string' ? title : undefined}
                  className={isNumber ? 'number' : undefined}
                  data-main={isMain || undefined}
                  data-extra={isExtra || undefined}
                >
                  {isMain && onOpen ? (
                    <button type="button" data-row className={style.open} aria-current={id === chosen || undefined}>
                      {show(row)}
                    </button>
                  ) : (
                    show(row)
                  )}
                </td>
              ))}
              {extra.length > 0 && <td className={style.chooser} />}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
