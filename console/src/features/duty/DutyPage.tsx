import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { useKeys } from '../../app/keys';
import { type Column, DataTable } from '../../parts/DataTable';
import { Bones } from '../../parts/Later';
import { ListPage } from '../../parts/ListPage';
import { Problem } from '../../parts/Problem';
import { useBeside } from '../../parts/useBeside';
import { useLanguage, useTexts } from '../../words';
import { registersWords } from '../../words/registers';
import { type DutyRow, rosterQuery, stoppedQuery } from './api';
import { DutyPanel } from './DutyPanel';
import { ShiftTime } from './ShiftTime';

const route = getRouteApi('/inside/duty');

/** Who is on duty now, and who is next? */
export function DutyPage() {
  const { words, pick } = useLanguage();
  const says = useTexts(registersWords);
  const { person: chosen } = route.useSearch();
  const navigate = route.useNavigate();
  const beside = useBeside(chosen !== undefined);
  const choose = useCallback(
    (person: number | undefined) => beside(person !== undefined, (how) => navigate({ search: { person }, ...how })),
    [navigate, beside],
  );
  useKeys(
    useMemo(
      () => (chosen === undefined ? [] : [{ key: 'Escape', label: words.keys.close, run: () => choose(undefined) }]),
      [chosen, choose, words],
    ),
  );
  const roster = useQuery(rosterQuery);
  const columns = useMemo<Column<DutyRow>[]>(
    () => [
      { key: 'person', title: says.duty.person, isMain: true, show: ({ who }) => who.name },
      { key: 'roles', title: says.accounts.role, show: ({ roles }) => roles.map(pick).join(words.marks.list) },
      { key: 'unit', title: says.duty.unit, isExtra: true, show: ({ unit }) => unit ?? '—' },
      { key: 'now', title: says.duty.now, show: (row) => <DutyState row={row} /> },
      {
        key: 'next',
        title: says.duty.next,
        isExtra: true,
        show: ({ shifts }) => (shifts[0] ? <ShiftTime shift={shifts[0]} /> : says.duty.none),
      },
    ],
    [pick, says, words],
  );
  const rows = roster.data;
  const open = rows?.find(({ who }) => who.id === chosen);
  return (
    <ListPage
      label={words.nav.duty}
      answer={rows ? says.duty.answer(rows.filter(({ state }) => state !== 'off').length, rows.length) : words.nav.duty}
      tools={
        <>
          <Stopped />
          <p className="quiet">{says.duty.addLead}</p>
        </>
      }
      beside={open && <DutyPanel key={open.who.id} row={open} onClose={() => choose(undefined)} />}
    >
      {roster.isError && !rows && <Problem error={roster.error} what="duty" retry={() => roster.refetch()} />}
      {roster.isPending && <Bones lines={8} />}
      {rows?.length === 0 && (
        <div className="empty">
          <strong>{says.duty.empty}</strong>
          <p>{says.duty.emptyNext}</p>
        </div>
      )}
      {rows && rows.length > 0 && (
        <DataTable
          name="duty"
          columns={columns}
          rows={rows}
          idOf={({ who }) => who.id}
          chosen={chosen}
          onOpen={({ who }) => choose(who.id)}
          label={words.nav.duty}
        />
      )}
    </ListPage>
  );
}

/** Whose account the platform stopped, and why: their supervisor is told here. */
function Stopped() {
  const { words, pick } = useLanguage();
  const says = useTexts(registersWords);
  const { data } = useQuery(stoppedQuery);
  const still = data?.filter(({ is_active }) => !is_active) ?? [];
  if (still.length === 0) return null;
  return (
    <p role="alert">
      <strong>
        {says.audit.tabs.stops}
        {words.marks.colon}
        {still.map(({ who, why }) => `${who.name} · ${pick(why)}`).join(words.marks.list)}
      </strong>
    </p>
  );
}

export function DutyState({ row }: { row: DutyRow }) {
  const says = useTexts(registersWords);
  if (row.state === 'on') return <strong>{says.duty.on}</strong>;
  return <span className="quiet">{row.state === 'off' ? says.duty.off : says.duty.unrostered}</span>;
}
