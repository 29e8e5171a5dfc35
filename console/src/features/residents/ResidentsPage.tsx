import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button, Segmented, Select } from 'antd';
import { useCallback, useMemo, useState } from 'react';
import { useKeys } from '../../app/keys';
import { type Column, DataTable } from '../../parts/DataTable';
import { Bones } from '../../parts/Later';
import { ListPage } from '../../parts/ListPage';
import { More } from '../../parts/More';
import { Problem } from '../../parts/Problem';
import { useBeside } from '../../parts/useBeside';
import { useLanguage, useTexts } from '../../words';
import { registersWords } from '../../words/registers';
import { areasQuery } from '../devices/api';
import { useSession } from '../session/useSession';
import { type ResidentRow, residentsQuery } from './api';
import { Landlords } from './Landlords';
import { RegisterForm } from './RegisterForm';
import { ResidentPanel } from './ResidentPanel';

const route = getRouteApi('/inside/residents');

/** Who is registered here, and what did they agree to? Always masked; by place only, never by name. */
export function ResidentsPage() {
  const { words, pick } = useLanguage();
  const says = useTexts(registersWords);
  const { permissions } = useSession();
  const { area, resident: chosen, tab } = route.useSearch();
  const navigate = route.useNavigate();
  const [registering, setRegistering] = useState(false);
  const set = useCallback(
    (wanted: { area?: number; resident?: number }) =>
      navigate({ search: (old) => ({ ...old, ...wanted }), replace: true }),
    [navigate],
  );
  const beside = useBeside(chosen !== undefined);
  const choose = useCallback(
    (resident?: number) =>
      beside(resident !== undefined, (how) => navigate({ search: (old) => ({ ...old, resident }), ...how })),
    [navigate, beside],
  );
  const close = useCallback(() => choose(), [choose]);
  useKeys(
    useMemo(
      () => (chosen === undefined ? [] : [{ key: 'Escape', label: words.keys.close, run: close }]),
      [chosen, close, words],
    ),
  );
  const areas = useQuery(areasQuery);
  const pages = useInfiniteQuery(residentsQuery(area));
  const rows = pages.data?.pages.flatMap(({ items }) => items);
  const total = pages.data?.pages[0]?.total ?? 0;
  const columns = useMemo<Column<ResidentRow>[]>(
    () => [
      { key: 'name', title: says.residents.name, isMain: true, show: ({ name }) => name },
      { key: 'phone', title: says.residents.phone, show: ({ phone }) => phone || '—' },
      {
        key: 'home',
        title: says.residents.home,
        show: ({ area: place, building, door }) =>
          [place && pick(place.name), building && pick(building.name), door].filter(Boolean).join(' · '),
      },
      {
        key: 'consents',
        title: says.residents.consents,
        isExtra: true,
        show: ({ consents }) =>
          consents
            .filter(({ withdrawn_at }) => !withdrawn_at)
            .map(({ purpose }) => says.residents.purposes[purpose as 'elder_care'] ?? purpose)
            .join(words.marks.list) || '—',
      },
      {
        key: 'contacts',
        title: says.residents.contacts,
        isNumber: true,
        isExtra: true,
        show: ({ contacts }) => contacts.length,
      },
    ],
    [pick, says, words],
  );
  const open = rows?.find(({ id }) => id === chosen);
  const mayManage = permissions.includes('residents.manage');
  const tabs = mayManage && (
    <Segmented
      value={tab ?? 'residents'}
      onChange={(value) =>
        navigate({ search: { tab: value === 'landlords' ? 'landlords' : undefined }, replace: true })
      }
      options={[
        { value: 'residents', label: words.nav.residents },
        { value: 'landlords', label: says.landlords.tab },
      ]}
    />
  );
  if (tab === 'landlords' && mayManage) return <Landlords tabs={tabs} />;
  return (
    <ListPage
      label={words.nav.residents}
      answer={rows ? says.residents.answer(total) : words.nav.residents}
      tools={
        <>
          {tabs}
          <Select
            allowClear
            value={area}
            placeholder={says.accounts.area}
            aria-label={says.accounts.area}
            style={{ minWidth: 180 }}
            loading={areas.isPending}
            onChange={(value) => set({ area: value, resident: undefined })}
            options={areas.data?.map(({ id, name, depth }) => ({
              value: id,
              label: `${'　'.repeat(depth - 1)}${pick(name)}`,
            }))}
          />
          {mayManage && (
            <Button type="primary" onClick={() => setRegistering(true)}>
              {says.residents.register}
            </Button>
          )}
          <p className="quiet">{says.residents.lead}</p>
        </>
      }
      beside={open && <ResidentPanel key={open.id} resident={open} onClose={close} />}
    >
      {pages.isError && !rows && <Problem error={pages.error} what="residents" retry={() => pages.refetch()} />}
      {pages.isPending && <Bones lines={8} />}
      {rows?.length === 0 && (
        <div className="empty">
          <strong>{says.residents.empty}</strong>
          <p>{says.residents.emptyNext}</p>
        </div>
      )}
      {rows && rows.length > 0 && (
        <DataTable
          name="residents"
          columns={columns}
          rows={rows}
          idOf={({ id }) => id}
          chosen={chosen}
          onOpen={({ id }) => choose(id)}
          label={words.nav.residents}
        />
      )}
      <More pages={pages} label={says.residents.more} />
      {registering && <RegisterForm onClose={() => setRegistering(false)} onMade={choose} />}
    </ListPage>
  );
}
