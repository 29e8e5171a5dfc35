import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { Ago } from '../../parts/Ago';
import type { Column } from '../../parts/DataTable';
import { useWords } from '../../words';
import { useSession } from '../session/useSession';
import { type ParkedRow, parkedQuery } from './api';
import { PagedList } from './PagedList';
import { RegisterForm } from './RegisterForm';

/** Devices that spoke to us and that nobody has registered. */
export function ParkedList() {
  const words = useWords();
  const { permissions } = useSession();
  const [registering, setRegistering] = useState<ParkedRow | null>(null);
  const found = useInfiniteQuery(parkedQuery);
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
      <PagedList
        name="parked"
        label={words.devices.tabs.parked}
        found={found}
        columns={columns}
        idOf={({ code }) => code}
        empty={words.parked.empty}
        emptyNext={words.parked.emptyNext}
      />
      {registering && <RegisterForm device={registering} onClose={() => setRegistering(null)} />}
    </>
  );
}
