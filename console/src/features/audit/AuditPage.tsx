import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Segmented, Select } from 'antd';
import { useCallback, useMemo, useState } from 'react';
import { useKeys } from '../../app/keys';
import { ListPage } from '../../parts/ListPage';
import { SearchBox } from '../../parts/SearchBox';
import { useLanguage, useTexts } from '../../words';
import { registersWords } from '../../words/registers';
import { AlarmsList } from './AlarmsList';
import { type AuditRow, chainQuery } from './api';
import { RecordPanel } from './RecordPanel';
import { RecordsList } from './RecordsList';
import { StopsList } from './StopsList';

const route = getRouteApi('/inside/audit');
const TABS = ['persons', 'records', 'stops', 'alarms'] as const;

/** Who looked at whom, and why; and is the log itself sound? */
export function AuditPage() {
  const { words } = useLanguage();
  const says = useTexts(registersWords);
  const { tab = 'persons', result, name, about } = route.useSearch();
  const navigate = route.useNavigate();
  const chain = useQuery(chainQuery);
  const [open, setOpen] = useState<AuditRow>();
  const close = useCallback(() => setOpen(undefined), []);
  useKeys(useMemo(() => (open ? [{ key: 'Escape', label: words.keys.close, run: close }] : []), [open, close, words]));
  const search = useCallback(
    (text: string) => navigate({ search: (old) => ({ ...old, ...searched(text) }), replace: true }),
    [navigate],
  );
  const areRecords = tab === 'persons' || tab === 'records';
  return (
    <ListPage
      label={words.nav.audit}
      answer={chain.data ? says.audit.answer(chain.data.sound, chain.data.position) : says.audit.checking}
      tools={
        <>
          <Segmented<(typeof TABS)[number]>
            value={tab}
            onChange={(value) => {
              close();
              void navigate({ search: { tab: value === 'persons' ? undefined : value }, replace: true });
            }}
            options={TABS.map((value) => ({ value, label: says.audit.tabs[value] }))}
          />
          {areRecords && <SearchBox value={name ?? about ?? ''} onSearch={search} placeholder={says.audit.search} />}
          {areRecords && (
            <Select
              value={result ?? ''}
              aria-label={says.audit.result}
              style={{ minWidth: 140 }}
              onChange={(value) =>
                navigate({ search: (old) => ({ ...old, result: value || undefined }), replace: true })
              }
              options={[
                { value: '', label: says.audit.every },
                ...Object.entries(says.audit.results).map(([value, label]) => ({ value, label })),
              ]}
            />
          )}
          {chain.data && !chain.data.sound && (
            <p role="alert">
              {says.audit.findings}
              {words.marks.colon}
              {chain.data.findings.map(({ position }) => position).join(words.marks.list)}
            </p>
          )}
        </>
      }
      beside={open && <RecordPanel row={open} onClose={close} />}
    >
      {tab === 'stops' && <StopsList />}
      {tab === 'alarms' && <AlarmsList />}
      {areRecords && (
        <RecordsList
          filter={{ result, name, about, persons: tab === 'persons' || undefined }}
          chosen={open?.position}
          onOpen={setOpen}
        />
      )}
    </ListPage>
  );
}

/** `alert:12` is what was looked at; anything else is who looked. */
function searched(text: string): { name?: string; about?: string } {
  const isAbout = /^[a-z_]+:\d+$/.test(text.trim());
  return { name: isAbout ? undefined : text || undefined, about: isAbout ? text.trim() : undefined };
}
