import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button } from 'antd';
import { useCallback, useMemo, useState } from 'react';
import { useKeys } from '../../app/keys';
import { AnswerTable } from '../../parts/AnswerTable';
import type { Column } from '../../parts/DataTable';
import { ListPage } from '../../parts/ListPage';
import { More } from '../../parts/More';
import { SearchBox } from '../../parts/SearchBox';
import { useBeside } from '../../parts/useBeside';
import { useLanguage, useTexts } from '../../words';
import { registersWords } from '../../words/registers';
import { AccountPanel } from './AccountPanel';
import { type AccountRow, accountQuery, accountsQuery } from './api';
import { InviteForm } from './InviteForm';

const route = getRouteApi('/inside/accounts');

/** Who can sign in, as what, where, and until when? */
export function AccountsPage() {
  const { words, pick } = useLanguage();
  const says = useTexts(registersWords);
  const { q = '', account: chosen } = route.useSearch();
  const navigate = route.useNavigate();
  const [inviting, setInviting] = useState(false);
  const set = useCallback(
    (wanted: { q?: string; account?: number }) => navigate({ search: (old) => ({ ...old, ...wanted }), replace: true }),
    [navigate],
  );
  const search = useCallback((text: string) => set({ q: text || undefined }), [set]);
  const beside = useBeside(chosen !== undefined);
  const choose = useCallback(
    (account?: number) =>
      beside(account !== undefined, (how) => navigate({ search: (old) => ({ ...old, account }), ...how })),
    [navigate, beside],
  );
  const close = useCallback(() => choose(), [choose]);
  useKeys(
    useMemo(
      () => (chosen === undefined ? [] : [{ key: 'Escape', label: words.keys.close, run: close }]),
      [chosen, close, words],
    ),
  );
  const accounts = useInfiniteQuery(accountsQuery(q));
  const columns = useMemo<Column<AccountRow>[]>(
    () => [
      { key: 'name', title: says.accounts.name, isMain: true, show: ({ name }) => name },
      { key: 'username', title: says.accounts.username, show: ({ username }) => username },
      { key: 'unit', title: says.accounts.unit, isExtra: true, show: ({ unit }) => unit ?? '—' },
      {
        key: 'roles',
        title: says.accounts.roles,
        isExtra: true,
        show: ({ grants }) =>
          grants
            .filter(({ in_force }) => in_force)
            .map(({ title, area }) => (area ? `${pick(title)} · ${pick(area.name)}` : pick(title)))
            .join(words.marks.list) || <span className="quiet">{says.accounts.none}</span>,
      },
      { key: 'state', title: says.accounts.state, show: (row) => <AccountState account={row} /> },
    ],
    [pick, says, words],
  );
  const rows = accounts.data?.pages.flatMap(({ items }) => items);
  const last = accounts.data?.pages.at(-1);
  const listed = rows?.find(({ id }) => id === chosen);
  const { data: other } = useQuery(accountQuery(rows && !listed ? chosen : undefined));
  const open = listed ?? other;
  return (
    <ListPage
      label={words.nav.accounts}
      answer={last ? says.accounts.answer(last.total, last.disabled) : words.nav.accounts}
      tools={
        <>
          <SearchBox value={q} onSearch={search} placeholder={says.accounts.search} />
          <Button type="primary" onClick={() => setInviting(true)}>
            {says.accounts.invite}
          </Button>
        </>
      }
      beside={open && <AccountPanel key={open.id} account={open} onClose={close} />}
    >
      <AnswerTable
        asked={{ ...accounts, data: rows }}
        what="accounts"
        empty={says.accounts.empty}
        emptyNext={says.accounts.emptyNext}
        name="accounts"
        columns={columns}
        idOf={({ id }) => id}
        chosen={chosen}
        onOpen={({ id }) => choose(id)}
        label={words.nav.accounts}
      />
      <More pages={accounts} label={says.accounts.more} />
      {inviting && <InviteForm onClose={() => setInviting(false)} />}
    </ListPage>
  );
}

export function AccountState({ account }: { account: AccountRow }) {
  const says = useTexts(registersWords);
  if (!account.is_active) return <strong>{says.accounts.disabled}</strong>;
  if (account.must_change_password) return <span className="quiet">{says.accounts.firstPassword}</span>;
  return <>{account.second_factor ? says.accounts.active : says.accounts.noFactor}</>;
}
