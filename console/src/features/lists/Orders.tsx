import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { AnswerTable } from '../../parts/AnswerTable';
import type { Column } from '../../parts/DataTable';
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
  return (
    <AnswerTable
      asked={orders}
      what="lists"
      empty={say.empty}
      emptyNext={say.emptyNext}
      name="orders"
      columns={columns}
      idOf={({ id }) => id}
      chosen={chosen}
      onOpen={onOpen}
      label={words.listFigures.tabs.orders}
    />
  );
}
