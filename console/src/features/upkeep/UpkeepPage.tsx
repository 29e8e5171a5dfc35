import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { useKeys } from '../../app/keys';
import { Ago } from '../../parts/Ago';
import { type Column, DataTable } from '../../parts/DataTable';
import { Bones } from '../../parts/Later';
import { ListPage } from '../../parts/ListPage';
import { Problem } from '../../parts/Problem';
import { duration, useNow } from '../../parts/time';
import { useBeside } from '../../parts/useBeside';
import { useLanguage } from '../../words';
import { upkeepWords } from '../../words/upkeep';
import { keyOf, type Trouble, upkeepQuery } from './api';
import { UpkeepPanel } from './UpkeepPanel';

const route = getRouteApi('/inside/upkeep');

/** What is broken, since when, what does it blind? */
export function UpkeepPage() {
  const { words, pick, language } = useLanguage();
  const says = upkeepWords[language];
  const { device: chosen } = route.useSearch();
  const navigate = route.useNavigate();
  const beside = useBeside(chosen !== undefined);
  const choose = useCallback(
    (device: string | undefined) => beside(device !== undefined, (how) => navigate({ search: { device }, ...how })),
    [navigate, beside],
  );
  useKeys(
    useMemo(
      () => (chosen ? [{ key: 'Escape', label: words.keys.close, run: () => choose(undefined) }] : []),
      [chosen, choose, words],
    ),
  );
  const upkeep = useQuery(upkeepQuery);
  const columns = useMemo<Column<Trouble>[]>(
    () => [
      {
        key: 'device',
        title: says.device,
        isMain: true,
        show: ({ device, zones, what }) => (
          <>
            <strong>{device ? pick(device.name) : zones[0] && pick(zones[0].name)}</strong> {pick(what)}
          </>
        ),
      },
      { key: 'since', title: says.since, show: ({ since }) => <Ago at={since} /> },
      {
        key: 'blinds',
        title: says.blinds,
        show: ({ zone_count }) =>
          zone_count ? <span className="hatched">{says.places(zone_count)}</span> : says.nothing,
      },
      { key: 'behind', title: says.behind, isExtra: true, isNumber: true, show: ({ behind }) => behind || '' },
      {
        key: 'work',
        title: says.work,
        show: ({ with_whom, work_state }) => with_whom?.name ?? words.work[work_state as keyof typeof words.work] ?? '',
      },
    ],
    [says, words, pick],
  );
  const broken = upkeep.data?.broken ?? [];
  const open = broken.find((trouble) => keyOf(trouble) === chosen);
  return (
    <ListPage
      label={words.nav.upkeep}
      answer={<Answer />}
      beside={open && <UpkeepPanel trouble={open} onClose={() => choose(undefined)} />}
    >
      {upkeep.isError && !upkeep.data && <Problem error={upkeep.error} what="upkeep" retry={() => upkeep.refetch()} />}
      {upkeep.isPending && <Bones lines={6} />}
      {upkeep.data && broken.length === 0 && (
        <div className="empty">
          <strong>{says.empty}</strong>
          <p>{says.emptyNext(upkeep.data.devices)}</p>
        </div>
      )}
      {broken.length > 0 && (
        <DataTable
          name="upkeep"
          columns={columns}
          rows={broken}
          idOf={keyOf}
          chosen={chosen}
          onOpen={(trouble) => choose(keyOf(trouble))}
          label={words.nav.upkeep}
        />
      )}
    </ListPage>
  );
}

/** How many are broken, for how long the first of them, and how many places that blinds. */
function Answer() {
  const { words, language } = useLanguage();
  const now = useNow();
  const { data } = useQuery(upkeepQuery);
  if (!data) return words.nav.upkeep;
  if (data.broken.length === 0) return upkeepWords[language].allWell(data.devices);
  const oldest = Math.min(...data.broken.map(({ since }) => Date.parse(since)));
  return upkeepWords[language].answer(data.broken.length, duration((now - oldest) / 1000, language), data.zones_unseen);
}
