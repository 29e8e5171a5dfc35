import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { useKeys } from '../../app/keys';
import { ListPage } from '../../parts/ListPage';
import { useBeside } from '../../parts/useBeside';
import { useTexts, useWords } from '../../words';
import { wrongWords } from '../../words/wrong';
import { useSession } from '../session/useSession';
import { cataloguesQuery } from './api';
import { EntriesView } from './EntriesView';
import { ordersQuery, quartersQuery } from './figures';
import { OrderForm } from './OrderForm';
import { OrderPanel } from './OrderPanel';
import { Orders } from './Orders';
import { Paused } from './Paused';
import { Quarters } from './Quarters';
import type { ListsTab } from './search';
import { WrongView } from './Wrong';

const route = getRouteApi('/inside/lists');
type Tab = 'entries' | ListsTab;

/** Lists, how right they are, and the health orders that feed one of them. */
export function ListsPage() {
  const { listFigures: say } = useWords();
  const { tab } = route.useSearch();
  const navigate = route.useNavigate();
  const types = useQuery(cataloguesQuery);
  const hasOrders = types.data?.some(({ code }) => code === 'public_health');
  const shown: Tab[] = hasOrders ? ['entries', 'figures', 'orders', 'wrong'] : ['entries', 'figures', 'wrong'];
  const wrong = useTexts(wrongWords);
  const tabs = (
    <Segmented<Tab>
      value={tab ?? 'entries'}
      onChange={(value) => navigate({ search: value === 'entries' ? {} : { tab: value }, replace: true })}
      options={shown.map((value) => ({ value, label: value === 'wrong' ? wrong.tab : say.tabs[value] }))}
    />
  );
  if (tab === 'figures') return <FiguresView tabs={tabs} />;
  if (tab === 'orders') return <OrdersView tabs={tabs} />;
  if (tab === 'wrong') return <WrongView tabs={tabs} />;
  return <EntriesView tabs={tabs} />;
}

function FiguresView({ tabs }: { tabs: ReactNode }) {
  const { listFigures: say } = useWords();
  const quarters = useQuery(quartersQuery);
  const types = useQuery(cataloguesQuery);
  return (
    <ListPage
      label={say.title}
      answer={quarters.data ? say.answer(new Set(quarters.data.map(({ quarter }) => quarter)).size) : say.title}
      tools={
        <>
          {tabs}
          <p className="quiet">{say.lead}</p>
        </>
      }
    >
      {types.data && <Paused types={types.data} />}
      <Quarters />
    </ListPage>
  );
}

function OrdersView({ tabs }: { tabs: ReactNode }) {
  const { orders: say, listFigures, keys } = useWords();
  const { order: chosen } = route.useSearch();
  const navigate = route.useNavigate();
  const { permissions } = useSession();
  const [isDeclaring, setDeclaring] = useState(false);
  const orders = useQuery(ordersQuery);
  const open = orders.data?.find(({ id }) => id === chosen);
  const beside = useBeside(chosen !== undefined);
  const show = useCallback(
    (order?: number) => beside(order !== undefined, (how) => navigate({ search: { tab: 'orders', order }, ...how })),
    [navigate, beside],
  );
  useKeys(
    useMemo(
      () => (chosen === undefined ? [] : [{ key: 'Escape', label: keys.close, run: () => show() }]),
      [chosen, show, keys],
    ),
  );
  return (
    <ListPage
      label={listFigures.tabs.orders}
      answer={
        orders.data ? say.answer(orders.data.filter(({ closed_at }) => !closed_at).length) : listFigures.tabs.orders
      }
      tools={
        <>
          {tabs}
          {permissions.includes('lists.propose') && (
            <Button type="primary" onClick={() => setDeclaring(true)}>
              {say.declare}
            </Button>
          )}
          <p className="quiet">{say.lead}</p>
        </>
      }
      beside={open && <OrderPanel key={open.id} order={open} onClose={() => show()} />}
    >
      <Orders chosen={chosen} onOpen={({ id }) => show(id)} />
      {isDeclaring && (
        <OrderForm
          onClose={() => setDeclaring(false)}
          onMade={({ id }) => {
            setDeclaring(false);
            show(id);
          }}
        />
      )}
    </ListPage>
  );
}
