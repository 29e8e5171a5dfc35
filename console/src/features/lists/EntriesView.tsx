import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button, Select } from 'antd';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { useKeys } from '../../app/keys';
import { type Column, DataTable } from '../../parts/DataTable';
import { Bones } from '../../parts/Later';
import { ListPage } from '../../parts/ListPage';
import { Problem } from '../../parts/Problem';
import { useBeside } from '../../parts/useBeside';
import { When } from '../../parts/When';
import { useLanguage, useTexts } from '../../words';
import { registersWords } from '../../words/registers';
import { cataloguesQuery, type EntryRow, entriesQuery } from './api';
import { EntryForm } from './EntryForm';
import { EntryPanel } from './EntryPanel';
import { EntryState } from './EntryState';
import { Paused } from './Paused';

const route = getRouteApi('/inside/lists');

/** What is on which list, what waits for my approval, and how often was it right? */
export function EntriesView({ tabs }: { tabs: ReactNode }) {
  const { words, pick } = useLanguage();
  const says = useTexts(registersWords);
  const { kind, entry: chosen } = route.useSearch();
  const navigate = route.useNavigate();
  const [asking, setAsking] = useState(false);
  const set = useCallback(
    (wanted: { kind?: string; entry?: number }) =>
      navigate({ search: (old) => ({ ...old, ...wanted }), replace: true }),
    [navigate],
  );
  const beside = useBeside(chosen !== undefined);
  const choose = useCallback(
    (entry?: number) =>
      beside(entry !== undefined, (how) => navigate({ search: (old) => ({ ...old, entry }), ...how })),
    [navigate, beside],
  );
  const close = useCallback(() => choose(), [choose]);
  useKeys(
    useMemo(
      () => (chosen === undefined ? [] : [{ key: 'Escape', label: words.keys.close, run: close }]),
      [chosen, close, words],
    ),
  );
  const types = useQuery(cataloguesQuery);
  const entries = useQuery(entriesQuery(kind));
  const columns = useMemo<Column<EntryRow>[]>(
    () => [
      { key: 'state', title: says.lists.state, show: (row) => <EntryState entry={row} /> },
      { key: 'subject', title: says.lists.subject, isMain: true, show: (row) => row.subject ?? `#${row.id}` },
      { key: 'kind', title: says.lists.kind, show: ({ title }) => pick(title) },
      { key: 'area', title: says.lists.area, isExtra: true, show: ({ area }) => area && pick(area.name) },
      { key: 'document', title: says.lists.document, isExtra: true, show: (row) => row.document_number },
      {
        key: 'until',
        title: says.lists.until,
        isExtra: true,
        show: ({ until_at, asked_until }) => <When at={until_at ?? asked_until} />,
      },
      {
        key: 'hits',
        title: says.lists.hits,
        isNumber: true,
        isExtra: true,
        show: ({ confirmed, false: wrong }) => `${confirmed} / ${wrong}`,
      },
    ],
    [pick, says],
  );
  const rows = entries.data?.items;
  const waiting = rows?.filter(({ waits }) => waits).length ?? 0;
  const inForce = rows?.filter(({ state }) => state === 'in_force').length ?? 0;
  const open = rows?.find(({ id }) => id === chosen);
  const mayPropose = types.data?.some(({ may_propose }) => may_propose);
  return (
    <ListPage
      label={words.nav.lists}
      answer={rows ? says.lists.answer(inForce, waiting) : words.nav.lists}
      tools={
        <>
          {tabs}
          <Select
            value={kind ?? ''}
            aria-label={says.lists.kind}
            style={{ minWidth: 180 }}
            onChange={(value) => set({ kind: value || undefined, entry: undefined })}
            options={[
              { value: '', label: says.lists.all },
              ...(types.data ?? []).map(({ code, title }) => ({ value: code, label: pick(title) })),
            ]}
          />
          {mayPropose && (
            <Button type="primary" onClick={() => setAsking(true)}>
              {says.lists.propose}
            </Button>
          )}
          <p className="quiet">{says.lists.lead}</p>
        </>
      }
      beside={open && <EntryPanel key={open.id} entry={open} onClose={close} />}
    >
      {types.data && <Paused types={types.data} />}
      {entries.isError && !rows && <Problem error={entries.error} what="lists" retry={() => entries.refetch()} />}
      {entries.isPending && <Bones lines={8} />}
      {rows?.length === 0 && (
        <div className="empty">
          <strong>{says.lists.empty}</strong>
          <p>{says.lists.emptyNext}</p>
        </div>
      )}
      {rows && rows.length > 0 && (
        <DataTable
          name="lists"
          columns={columns}
          rows={rows}
          idOf={({ id }) => id}
          chosen={chosen}
          onOpen={({ id }) => choose(id)}
          label={words.nav.lists}
        />
      )}
      {asking && types.data && (
        <EntryForm
          types={types.data.filter(({ may_propose }) => may_propose)}
          onClose={() => setAsking(false)}
          onMade={(id) => {
            setAsking(false);
            choose(id);
          }}
        />
      )}
    </ListPage>
  );
}
