import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Segmented } from 'antd';
import { useCallback, useMemo } from 'react';
import { useKeys } from '../../app/keys';
import { Bones } from '../../parts/Later';
import { ListPage } from '../../parts/ListPage';
import { More } from '../../parts/More';
import { Problem } from '../../parts/Problem';
import { SearchBox } from '../../parts/SearchBox';
import { useBeside } from '../../parts/useBeside';
import { useWords } from '../../words';
import { AlertPanel } from './AlertPanel';
import { AlertTable } from './AlertTable';
import { queueQuery } from './api';
import { SeverityFilter } from './SeverityFilter';

const route = getRouteApi('/inside/queue');
const STATES = ['open', 'waiting', 'mine', 'feedback', 'archived'] as const;

/** What do I do next? */
export function QueuePage() {
  const words = useWords();
  const { alert: chosen, ...filter } = route.useSearch();
  const navigate = route.useNavigate();
  const set = useCallback(
    (change: Record<string, unknown>) => navigate({ search: (old) => ({ ...old, ...change }), replace: true }),
    [navigate],
  );
  const beside = useBeside(chosen !== undefined);
  const choose = useCallback(
    (alert?: number) =>
      beside(alert !== undefined, (how) => navigate({ search: (old) => ({ ...old, alert }), ...how })),
    [navigate, beside],
  );
  const found = useInfiniteQuery(queueQuery(filter));
  const rows = useMemo(() => found.data?.pages.flatMap(({ items }) => items) ?? [], [found.data]);
  const total = found.data?.pages[0]?.total;
  const search = useCallback((q: string) => set({ q: q || undefined }), [set]);
  useKeys(
    useMemo(
      () => (chosen === undefined ? [] : [{ key: 'Escape', label: words.keys.close, run: () => choose() }]),
      [chosen, choose, words],
    ),
  );
  const state = filter.state ?? 'open';
  const { order: _order, ...narrowing } = filter;
  const isNarrowed = Object.keys(narrowing).length > 0;
  return (
    <ListPage
      label={words.nav.queue}
      answer={
        total === undefined ? words.nav.queue : words.queue.answer(total, words.queue.states[state as 'open'] ?? state)
      }
      tools={
        <>
          <Segmented
            value={state}
            onChange={(value) => set({ state: value === 'open' ? undefined : value })}
            options={STATES.map((value) => ({ value, label: words.queue.states[value] }))}
          />
          <SeverityFilter value={filter.severity} onChange={(severity) => set({ severity })} />
          <SearchBox value={filter.q ?? ''} onSearch={search} placeholder={words.queue.search} />
        </>
      }
      beside={chosen !== undefined && <AlertPanel id={chosen} onClose={() => choose()} />}
    >
      {found.isError && !found.data && <Problem error={found.error} what="alerts" retry={() => found.refetch()} />}
      {found.isPending && <Bones lines={10} />}
      {found.data && rows.length === 0 && (
        <div className="empty">
          <strong>{isNarrowed ? words.queue.empty : words.situation.empty}</strong>
          <p>{isNarrowed ? words.queue.emptyNext : words.queue.calmNext}</p>
        </div>
      )}
      {rows.length > 0 && (
        <AlertTable
          rows={rows}
          chosen={chosen}
          onOpen={({ id }) => choose(id)}
          order={filter.order}
          onOrder={(order) => set({ order })}
        />
      )}
      <More pages={found} label={words.queue.more((total ?? 0) - rows.length)} />
    </ListPage>
  );
}
