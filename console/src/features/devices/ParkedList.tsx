import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { Ago } from '../../parts/Ago';
import { type Column, DataTable } from '../../parts/DataTable';
import { Bones } from '../../parts/Later';
import { Problem } from '../../parts/Problem';
import { useWords } from '../../words';
import { useSession } from '../session/useSession';
import { type ParkedRow, parkedQuery } from './api';
import { RegisterForm } from './RegisterForm';

/** Devices that spoke to us and that nobody has registered. */
export function ParkedList() {
  const words = useWords();
  const { permissions } = useSession();
  const [registering, setRegistering] = useState<ParkedRow | null>(null);
  const found = useInfiniteQuery(parkedQuery);
  if (found.isError && !found.data) return <Problem error={found.error} what="devices" retry={() => found.refetch()} />;
  if (!found.data) return <Bones lines={8} />;
  const rows = found.data.pages.flatMap(({ items }) => items);
  if (rows.length === 0) {
    return (
      <div className="empty">
        <strong>{words.parked.empty}</strong>
        <p>{words.parked.emptyNext}</p>
      </div>
    );
  }
  const columns: Column<ParkedRow>[] = [
    {
      key: 'code',
      title: words.devices.code,
      isMain: true,
      show: ({ code, name }) => (name ? `${name} · ${code}` : code),
    },
    {
      key: 'via',
      title: words.parked.via,
      isExtra: true,
      show: ({ via, protocol }) => [protocol, via].filter(Boolean).join(' · '),
    },
    { key: 'count', title: words.parked.count, isNumber: true, show: ({ count }) => count.toLocaleString('en-US') },
    { key: 'last', title: words.parked.last, isNumber: true, show: ({ last_seen }) => <Ago at={last_seen} /> },
  ];
  if (permissions.includes('intake.register')) {
    columns.push({
      key: 'register',
      title: <span className="unseen">{words.parked.register}</span>,
      show: (row) => (
        <Button size="small" onClick={() => setRegistering(row)}>
          {words.parked.register}
        </Button>
      ),
    });
  }
  return (
    <>
      <DataTable
        name="parked"
        columns={columns}
        rows={rows}
        idOf={({ code }) => code}
        label={words.devices.tabs.parked}
      />
      {registering && <RegisterForm device={registering} onClose={() => setRegistering(null)} />}
    </>
  );
}
