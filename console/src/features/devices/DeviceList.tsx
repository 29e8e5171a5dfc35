import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Ago } from '../../parts/Ago';
import { type Column, DataTable } from '../../parts/DataTable';
import { Bones } from '../../parts/Later';
import { More } from '../../parts/More';
import { Problem } from '../../parts/Problem';
import { useLanguage, useTexts } from '../../words';
import { devicesWords } from '../../words/devices';
import { type DeviceFilter, type DeviceRow, devicesQuery } from './api';
import { ClockOffset } from './ClockOffset';
import { DeviceState } from './DeviceState';

interface Props {
  filter: DeviceFilter;
  chosen: number | undefined;
  onOpen: (id: number) => void;
}

export function DeviceList({ filter, chosen, onOpen }: Props) {
  const { words, pick } = useLanguage();
  const says = useTexts(devicesWords);
  const found = useInfiniteQuery(devicesQuery(filter));
  const rows = useMemo(() => found.data?.pages.flatMap(({ items }) => items) ?? [], [found.data]);
  const columns = useMemo<Column<DeviceRow>[]>(
    () => [
      { key: 'name', title: says.devices.name, isMain: true, show: ({ name }) => pick(name) },
      { key: 'state', title: says.devices.state, show: ({ health }) => <DeviceState health={health} /> },
      { key: 'zone', title: says.devices.watches, isExtra: true, show: ({ zone }) => (zone ? pick(zone.name) : '—') },
      {
        key: 'parent',
        title: says.devices.parent,
        isExtra: true,
        show: ({ parent }) => (parent ? pick(parent.name) : '—'),
      },
      {
        key: 'heard',
        title: says.devices.heard,
        isNumber: true,
        isExtra: true,
        show: ({ health }) => <Ago at={health.channel.at ?? health.gateway?.at} />,
      },
      {
        key: 'clock',
        title: says.devices.clock,
        isNumber: true,
        isExtra: true,
        show: ({ health }) => <ClockOffset seconds={health.clock_offset_s} />,
      },
    ],
    [pick, says],
  );
  if (found.isError && !found.data) return <Problem error={found.error} what="devices" retry={() => found.refetch()} />;
  if (found.isPending) return <Bones lines={10} />;
  if (rows.length === 0) {
    return (
      <div className="empty">
        <strong>{filter.state ? says.devices.allWell : says.devices.empty}</strong>
        <p>{filter.state ? says.devices.allWellNext : says.devices.emptyNext}</p>
      </div>
    );
  }
  return (
    <>
      <DataTable
        name="devices"
        columns={columns}
        rows={rows}
        idOf={({ id }) => id}
        chosen={chosen}
        onOpen={({ id }) => onOpen(id)}
        label={words.nav.devices}
      />
      <More pages={found} label={words.queue.more((found.data?.pages[0]?.total ?? 0) - rows.length)} />
    </>
  );
}
