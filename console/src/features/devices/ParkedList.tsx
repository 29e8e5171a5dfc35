import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { Ago } from '../../parts/Ago';
import type { Column } from '../../parts/DataTable';
import { useTexts } from '../../words';
import { figure } from '../../words/counted';
import { devicesWords } from '../../words/devices';
import { useSession } from '../session/useSession';
import { type ParkedRow, parkedQuery } from './api';
import { PagedList } from './PagedList';
import { RegisterForm } from './RegisterForm';

/** Devices that spoke to us and that nobody has registered. */
export function ParkedList() {
  const says = useTexts(devicesWords);
  const { permissions } = useSession();
  const [registering, setRegistering] = useState<ParkedRow | null>(null);
  const found = useInfiniteQuery(parkedQuery);
  const columns: Column<ParkedRow>[] = [
    {
      key: 'code',
      title: says.devices.code,
      isMain: true,
      show: ({ code, name }) => (name ? `${name} · ${code}` : code),
    },
    {
      key: 'via',
      title: says.parked.via,
      isExtra: true,
      show: ({ via, protocol }) => [protocol, via].filter(Boolean).join(' · '),
    },
    { key: 'count', title: says.parked.count, isNumber: true, show: ({ count }) => figure(count) },
    { key: 'last', title: says.parked.last, isNumber: true, show: ({ last_seen }) => <Ago at={last_seen} /> },
  ];
  if (permissions.includes('intake.register')) {
    columns.push({
      key: 'register',
      title: <span className="unseen">{says.parked.register}</span>,
      show: (row) => (
        <Button size="small" onClick={() => setRegistering(row)}>
          {says.parked.register}
        </Button>
      ),
    });
  }
  return (
    <>
      <PagedList
        name="parked"
        label={says.devices.tabs.parked}
        found={found}
        columns={columns}
        idOf={({ code }) => code}
        empty={says.parked.empty}
        emptyNext={says.parked.emptyNext}
      />
      {registering && <RegisterForm device={registering} onClose={() => setRegistering(null)} />}
    </>
  );
}
