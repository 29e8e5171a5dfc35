import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button, Segmented, Select } from 'antd';
import { useMemo } from 'react';
import { type Column, DataTable } from '../../parts/DataTable';
import { Bones } from '../../parts/Later';
import { ListPage } from '../../parts/ListPage';
import { Problem } from '../../parts/Problem';
import { When } from '../../parts/When';
import { useLanguage, useTexts } from '../../words';
import { registersWords } from '../../words/registers';
import { AlarmsList } from './AlarmsList';
import { type AuditRow, auditQuery, chainQuery } from './api';
import { StopsList } from './StopsList';

const route = getRouteApi('/inside/audit');

/** Who asked for what, and why; and is the log itself sound? */
export function AuditPage() {
  const { words } = useLanguage();
  const says = useTexts(registersWords);
  const { tab, result } = route.useSearch();
  const navigate = route.useNavigate();
  const chain = useQuery(chainQuery);
  return (
    <ListPage
      label={words.nav.audit}
      answer={chain.data ? says.audit.answer(chain.data.sound, chain.data.position) : says.audit.checking}
      tools={
        <>
          <Segmented<'records' | 'stops' | 'alarms'>
            value={tab ?? 'records'}
            onChange={(value) => navigate({ search: value === 'records' ? {} : { tab: value }, replace: true })}
            options={(['records', 'stops', 'alarms'] as const).map((value) => ({
              value,
              label: says.audit.tabs[value],
            }))}
          />
          {!tab && (
            <Select
              value={result ?? ''}
              aria-label={says.audit.result}
              style={{ minWidth: 140 }}
              onChange={(value) => navigate({ search: { result: value || undefined }, replace: true })}
              options={[
                { value: '', label: says.audit.every },
                ...Object.entries(says.audit.results).map(([value, label]) => ({ value, label })),
              ]}
            />
          )}
          {chain.data && !chain.data.sound && (
            <p role="alert">
              {says.audit.findings}：{chain.data.findings.map(({ position }) => position).join('、')}
            </p>
          )}
        </>
      }
    >
      {tab === 'stops' && <StopsList />}
      {tab === 'alarms' && <AlarmsList />}
      {!tab && <Records result={result ?? ''} />}
    </ListPage>
  );
}

function Records({ result }: { result: string }) {
  const { words } = useLanguage();
  const says = useTexts(registersWords);
  const pages = useInfiniteQuery(auditQuery(result));
  const rows = pages.data?.pages.flatMap(({ items }) => items);
  const columns = useMemo<Column<AuditRow>[]>(
    () => [
      { key: 'at', title: says.audit.at, show: ({ at }) => <When at={at} /> },
      {
        key: 'who',
        title: says.audit.who,
        show: ({ who }) => who?.name ?? <span className="quiet">{says.audit.stranger}</span>,
      },
      { key: 'operation', title: says.audit.operation, isMain: true, show: ({ operation }) => operation },
      { key: 'subjects', title: says.audit.subjects, isExtra: true, show: ({ subjects }) => brief(subjects) },
      { key: 'workItem', title: says.audit.workItem, isExtra: true, show: ({ work_item }) => work_item || '—' },
      {
        key: 'persons',
        title: says.audit.persons,
        isNumber: true,
        isExtra: true,
        show: ({ persons }) => persons || '',
      },
      {
        key: 'result',
        title: says.audit.result,
        show: ({ result: how }) =>
          how === 'refused' || how === 'failed' ? (
            <strong>{says.audit.results[how]}</strong>
          ) : (
            (says.audit.results[how as 'allowed'] ?? how)
          ),
      },
    ],
    [says],
  );
  if (pages.isError && !rows) return <Problem error={pages.error} what="audit" retry={() => pages.refetch()} />;
  if (!rows) return <Bones lines={10} />;
  if (rows.length === 0) {
    return (
      <div className="empty">
        <strong>{says.audit.empty}</strong>
        <p>{says.audit.emptyNext}</p>
      </div>
    );
  }
  return (
    <>
      <DataTable name="audit" columns={columns} rows={rows} idOf={({ position }) => position} label={words.nav.audit} />
      {pages.hasNextPage && (
        <Button type="link" loading={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
          {says.audit.more}
        </Button>
      )}
    </>
  );
}

const SHOWN = 3;

/** The first few pseudonyms, and how many more. */
const brief = (subjects: string[]): string =>
  subjects.length > SHOWN
    ? `${subjects.slice(0, SHOWN).join('、')} +${subjects.length - SHOWN}`
    : subjects.join('、') || '—';
