import { useQuery } from '@tanstack/react-query';
import { type Column, DataTable } from '../../parts/DataTable';
import { Bones } from '../../parts/Later';
import { Problem } from '../../parts/Problem';
import { useWords } from '../../words';
import { talliesQuery } from './api';
import { BalanceView } from './BalanceView';
import style from './DevicePanel.module.css';

type Row = { device: string; tallies: { received: number; journalled: number; balances: boolean } };

/** Does everything that was received lie somewhere? Over all, then device by device. */
export function BalanceList() {
  const words = useWords();
  const tallies = useQuery(talliesQuery);
  if (tallies.isError && !tallies.data) {
    return <Problem error={tallies.error} what="devices" retry={() => tallies.refetch()} />;
  }
  if (!tallies.data) return <Bones lines={8} />;
  const columns: Column<Row>[] = [
    { key: 'device', title: words.devices.code, isMain: true, show: ({ device }) => device || words.balance.nobody },
    {
      key: 'received',
      title: words.balance.received,
      isNumber: true,
      show: (row) => row.tallies.received.toLocaleString('en-US'),
    },
    {
      key: 'kept',
      title: words.balance.journalled,
      isNumber: true,
      show: (row) => row.tallies.journalled.toLocaleString('en-US'),
    },
    {
      key: 'ok',
      title: words.balance.title,
      show: (row) => (row.tallies.balances ? words.balance.yes : <strong>{words.balance.no}</strong>),
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
        label={words.balance.title}
      />
    </>
  );
}
