import { useQuery } from '@tanstack/react-query';
import { type Column, DataTable } from '../../parts/DataTable';
import { Bones } from '../../parts/Later';
import { Problem } from '../../parts/Problem';
import { useTexts } from '../../words';
import { figure } from '../../words/counted';
import { devicesWords } from '../../words/devices';
import { talliesQuery } from './api';
import { BalanceView } from './BalanceView';
import style from './DevicePanel.module.css';

type Row = { device: string; tallies: { received: number; journalled: number; balances: boolean } };

/** Does everything that was received lie somewhere? Over all, then device by device. */
export function BalanceList() {
  const says = useTexts(devicesWords);
  const tallies = useQuery(talliesQuery);
  if (tallies.isError && !tallies.data) {
    return <Problem error={tallies.error} what="devices" retry={() => tallies.refetch()} />;
  }
  if (!tallies.data) return <Bones lines={8} />;
  const columns: Column<Row>[] = [
    { key: 'device', title: says.devices.code, isMain: true, show: ({ device }) => device || says.balance.nobody },
    {
      key: 'received',
      title: says.balance.received,
      isNumber: true,
      isBare: true,
      show: (row) => figure(row.tallies.received),
    },
    {
      key: 'kept',
      title: says.balance.journalled,
      isNumber: true,
      isBare: true,
      show: (row) => figure(row.tallies.journalled),
    },
    {
      key: 'ok',
      title: says.balance.title,
      show: (row) => (row.tallies.balances ? says.balance.yes : <strong>{says.balance.no}</strong>),
    },
  ];
  return (
    <>
      <section className={style.section}>
        <BalanceView balance={tallies.data.totals} />
      </section>
      <DataTable
        name="balance"
        columns={columns}
        rows={tallies.data.devices}
        idOf={({ device }) => device}
        label={says.balance.title}
      />
    </>
  );
}
