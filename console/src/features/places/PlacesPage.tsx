import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button, Segmented, Select } from 'antd';
import { useCallback, useState } from 'react';
import { ListPage } from '../../parts/ListPage';
import { SearchBox } from '../../parts/SearchBox';
import { useLanguage, useTexts } from '../../words';
import { placesWords } from '../../words/places';
import { areasQuery } from '../devices/api';
import { AreaTree } from './AreaTree';
import { type RegisterRow, tablesQuery } from './api';
import { ImportForm } from './ImportForm';
import { RowForm } from './RowForm';
import { RowTable } from './RowTable';

const route = getRouteApi('/inside/places');

/** What is registered, and how does more of it come in? */
export function PlacesPage() {
  const { words, pick } = useLanguage();
  const says = useTexts(placesWords);
  const { tab, q, kind: wanted } = route.useSearch();
  const navigate = route.useNavigate();
  const areas = useQuery(areasQuery);
  const tables = useQuery({ ...tablesQuery, enabled: tab === 'rows' }).data;
  // Homes are not looked through row by row (their codes are door numbers), and a pair of codes has nothing to edit.
  const edited = tables?.filter((one) => one.kind !== 'dwellings' && one.kind !== 'mappings') ?? [];
  const kind = wanted ?? 'devices';
  const table = edited.find((one) => one.kind === kind);
  const [opened, setOpened] = useState<RegisterRow | 'new'>();
  const close = useCallback(() => setOpened(undefined), []);
  const search = useCallback(
    (text: string) => navigate({ search: (old) => ({ ...old, q: text || undefined }), replace: true }),
    [navigate],
  );
  return (
    <ListPage
      label={words.nav.places}
      answer={areas.data ? says.answer(areas.data.length) : words.nav.places}
      tools={
        <>
          <Segmented
            value={tab ?? 'tree'}
            onChange={(value) =>
              navigate({
                search: (old) => ({ ...old, tab: value === 'tree' ? undefined : (value as 'rows' | 'import') }),
                replace: true,
              })
            }
            options={(['tree', 'rows', 'import'] as const).map((value) => ({ value, label: says.tabs[value] }))}
          />
          {tab !== 'import' && <SearchBox value={q ?? ''} onSearch={search} placeholder={says.search} />}
          {tab === 'rows' && (
            <>
              <Select
                value={kind}
                aria-label={says.table}
                style={{ minWidth: 140 }}
                onChange={(value) => {
                  setOpened(undefined);
                  navigate({ search: (old) => ({ ...old, kind: value }), replace: true });
                }}
                options={edited.map((one) => ({ value: one.kind, label: pick(one.title) }))}
              />
              <Button type="primary" onClick={() => setOpened('new')}>
                {says.add}
              </Button>
            </>
          )}
        </>
      }
      beside={
        tab === 'rows' &&
        table &&
        opened && (
          <RowForm
            key={`${kind}/${opened === 'new' ? '' : opened.code}`}
            table={table}
            row={opened === 'new' ? undefined : opened}
            onClose={close}
            onSaved={setOpened}
          />
        )
      }
    >
      {tab === 'import' && <ImportForm />}
      {tab === 'rows' && (
        <RowTable kind={kind} q={q ?? ''} chosen={opened === 'new' ? undefined : opened?.code} onOpen={setOpened} />
      )}
      {tab === undefined && <AreaTree wanted={q ?? ''} />}
    </ListPage>
  );
}
