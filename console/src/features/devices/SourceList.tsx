import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Popconfirm } from 'antd';
import { Ago } from '../../parts/Ago';
import type { Column } from '../../parts/DataTable';
import { FormProblem } from '../../parts/FormProblem';
import { useLanguage, useTexts } from '../../words';
import { devicesWords } from '../../words/devices';
import { renewToken, type SourceRow, sourcesQuery, withdrawToken } from './api';
import style from './DevicePanel.module.css';
import { PagedList } from './PagedList';
import { CredentialModal } from './RegisterForm';

/** Who may send by token: a new one for a lost one, and the end of one that others know. */
export function SourceList() {
  const { words, pick } = useLanguage();
  const { sources: says, devices } = useTexts(devicesWords);
  const queries = useQueryClient();
  const found = useInfiniteQuery(sourcesQuery);
  const again = { onSuccess: () => queries.invalidateQueries({ queryKey: ['sources'] }) };
  const renew = useMutation({ mutationFn: renewToken, ...again });
  const withdraw = useMutation({ mutationFn: withdrawToken, ...again });
  const columns: Column<SourceRow>[] = [
    { key: 'name', title: says.name, isMain: true, show: ({ name }) => name },
    { key: 'area', title: says.area, show: ({ area }) => (area ? pick(area.name) : '—') },
    { key: 'issued', title: says.issued, isNumber: true, isExtra: true, show: (row) => <Ago at={row.issued_at} /> },
    {
      key: 'state',
      title: devices.state,
      show: ({ in_use, withdrawn_at }) =>
        in_use ? (
          says.inUse
        ) : (
          <>
            <strong>{says.withdrawn}</strong> {withdrawn_at && <Ago at={withdrawn_at} />}
          </>
        ),
    },
    {
      key: 'actions',
      title: <span className="unseen">{says.actions}</span>,
      show: ({ id, in_use }) => (
        <span className={style.actions}>
          <Sure title={says.renew} why={says.renewSure} cancel={words.alert.cancel} run={() => renew.mutate(id)} />
          {in_use && (
            <Sure
              title={says.withdraw}
              why={says.withdrawSure}
              cancel={words.alert.cancel}
              run={() => withdraw.mutate(id)}
              isDangerous
            />
          )}
        </span>
      ),
    },
  ];
  return (
    <>
      <FormProblem error={renew.error ?? withdraw.error} />
      <PagedList
        name="sources"
        label={devices.tabs.sources}
        found={found}
        columns={columns}
        idOf={({ id }) => id}
        empty={says.empty}
        emptyNext={says.emptyNext}
      />
      {renew.data && <CredentialModal credential={renew.data} onClose={renew.reset} />}
    </>
  );
}

interface SureProps {
  title: string;
  why: string;
  cancel: string;
  run: () => void;
  isDangerous?: boolean;
}

function Sure({ title, why, cancel, run, isDangerous }: SureProps) {
  return (
    <Popconfirm title={title} description={why} okText={title} cancelText={cancel} onConfirm={run}>
      <Button size="small" danger={isDangerous}>
        {title}
      </Button>
    </Popconfirm>
  );
}
