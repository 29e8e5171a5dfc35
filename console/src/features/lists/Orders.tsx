import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type Column, DataTable } from '../../parts/DataTable';
import { Bones } from '../../parts/Later';
import { Problem } from '../../parts/Problem';
import { When } from '../../parts/When';
import { useLanguage } from '../../words';
import { type OrderRow, ordersQuery } from './figures';

interface Props {
  chosen: number | undefined;
  onOpen: (order: OrderRow) => void;
}

/** Declared responses: number, area, start and end; and what was destroyed when they ended. */
export function Orders({ chosen, onOpen }: Props) {
  const { words, pick } = useLanguage();
  const { orders: say } = words;
  const orders = useQuery(ordersQuery);
  const columns = useMemo<Column<OrderRow>[]>(
    () => [
      {
        key: 'state',
        title: say.state,
        show: ({ closed_at }) => (closed_at ? say.closed : <strong>{say.open}</strong>),
      },
      { key: 'number', title: say.number, isMain: true, show: ({ number }) => number },
      { key: 'area', title: say.area, show: ({ area }) => area && pick(area.name) },
      { key: 'issuer', title: say.issuer, isExtra: true, show: ({ issued_by }) => issued_by },
      { key: 'from', title: say.from, isExtra: true, show: ({ from_at }) => <When at={from_at} /> },
      { key: 'until', title: say.until, show: ({ until_at, closed_at }) => <When at={closed_at ?? until_at} /> },
    ],
    [say, pick],
  );
  if (orders.isError && !orders.data)
    return <Problem error={orders.error} what="lists" retry={() => orders.refetch()} />;
  if (!orders.data) return <Bones lines={6} />;
  if (orders.data.length === 0) {
    return (
      <div className="empty">
        <strong>{say.empty}</strong>
        <p>{say.emptyNext}</p>
      </div>
    );
  }
  return (
    <DataTable
      name="orders"
      columns={columns}
      rows={orders.data}
      idOf={({ id }) => id}
      chosen={chosen}
      onOpen={onOpen}
      label={words.listFigures.tabs.orders}
    />
  );
}
