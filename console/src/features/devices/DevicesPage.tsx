import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { useCallback, useMemo, useState } from 'react';
import { useKeys } from '../../app/keys';
import { ListPage } from '../../parts/ListPage';
import { SearchBox } from '../../parts/SearchBox';
import { useBeside } from '../../parts/useBeside';
import { useTexts, useWords } from '../../words';
import { devicesWords } from '../../words/devices';
import { useSession } from '../session/useSession';
import { deviceCountQuery } from './api';
import { BalanceList } from './BalanceList';
import { DeviceList } from './DeviceList';
import { DevicePanel } from './DevicePanel';
import { ParkedList } from './ParkedList';
import { QuarantineList } from './QuarantineList';
import { RegisterForm } from './RegisterForm';
import { SourceList } from './SourceList';
import { TABS, type Tab } from './search';

const route = getRouteApi('/inside/devices');
/** What the page is for is what it shows first; a search looks among all. */
const TROUBLED = 'offline,unknown,never';

const PERMISSION: Record<Exclude<Tab, 'devices'>, string> = {
  balance: 'intake.read',
  quarantine: 'intake.read',
  parked: 'intake.read',
  sources: 'devices.manage',
};

/** What is broken, since when, what does it blind? */
export function DevicesPage() {
  const words = useWords();
  const says = useTexts(devicesWords);
  const { permissions } = useSession();
  const [joining, setJoining] = useState(false);
  const { tab: asked, state, q, device: chosen } = route.useSearch();
  const navigate = route.useNavigate();
  const set = useCallback(
    (change: Record<string, unknown>) => navigate({ search: (old) => ({ ...old, ...change }), replace: true }),
    [navigate],
  );
  const search = useCallback((text: string) => set({ q: text || undefined }), [set]);
  const beside = useBeside(chosen !== undefined);
  const open = useCallback(
    (device?: number) =>
      beside(device !== undefined, (how) => navigate({ search: (old) => ({ ...old, device }), ...how })),
    [navigate, beside],
  );
  const close = useCallback(() => open(), [open]);
  useKeys(
    useMemo(
      () => (chosen === undefined ? [] : [{ key: 'Escape', label: words.keys.close, run: close }]),
      [chosen, close, words],
    ),
  );
  const tabs = TABS.filter((name) => name === 'devices' || permissions.includes(PERMISSION[name]));
  const tab = tabs.find((name) => name === asked) ?? 'devices';
  return (
    <ListPage
      label={words.nav.devices}
      answer={<Answer />}
      tools={
        <>
          {tabs.length > 1 && (
            <Segmented<Tab>
              value={tab}
              onChange={(value) => set({ tab: value === 'devices' ? undefined : value, device: undefined })}
              options={tabs.map((value) => ({ value, label: says.devices.tabs[value] }))}
            />
          )}
          {tab === 'devices' && (
            <>
              <Segmented
                value={state ?? 'troubled'}
                onChange={(value) => set({ state: value === 'troubled' ? undefined : value })}
                options={[
                  { value: 'troubled', label: says.devices.troubled },
                  { value: 'all', label: says.devices.all },
                ]}
              />
              <SearchBox value={q ?? ''} onSearch={search} placeholder={says.devices.search} />
              {permissions.includes('devices.manage') && (
                <Button onClick={() => setJoining(true)}>{says.join.button}</Button>
              )}
            </>
          )}
        </>
      }
      beside={chosen !== undefined && <DevicePanel id={chosen} onClose={close} onOpen={open} />}
    >
      {tab === 'devices' && (
        <DeviceList filter={{ state: q || state === 'all' ? '' : TROUBLED, q }} chosen={chosen} onOpen={open} />
      )}
      {tab === 'balance' && <BalanceList />}
      {tab === 'quarantine' && <QuarantineList />}
      {tab === 'parked' && <ParkedList />}
      {tab === 'sources' && <SourceList />}
      {joining && <RegisterForm onClose={() => setJoining(false)} />}
    </ListPage>
  );
}

/** How many there are, and how many of them we cannot trust to see. */
function Answer() {
  const words = useWords();
  const says = useTexts(devicesWords);
  const all = useQuery(deviceCountQuery('')).data;
  const offline = useQuery(deviceCountQuery('offline')).data;
  const unseen = useQuery(deviceCountQuery('unknown,never')).data;
  if (all === undefined || offline === undefined || unseen === undefined) return words.nav.devices;
  return says.devices.answer(all, offline, unseen);
}
