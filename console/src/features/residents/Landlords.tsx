import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Popconfirm } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import { AnswerTable } from '../../parts/AnswerTable';
import type { Column } from '../../parts/DataTable';
import { FormModal, useNeeded } from '../../parts/FormModal';
import { FormProblem } from '../../parts/FormProblem';
import { ListPage } from '../../parts/ListPage';
import { When } from '../../parts/When';
import { useLanguage, useTexts } from '../../words';
import { registersWords } from '../../words/registers';
import { endLetting, type LandlordGiven, type LandlordRow, landlordsQuery, nameLandlord } from './api';

/** Who lets homes here: asked first, with the tenant, when somebody's registration is due. Masked. */
export function Landlords({ tabs }: { tabs: ReactNode }) {
  const { words, pick } = useLanguage();
  const { landlords: say, residents } = useTexts(registersWords);
  const queries = useQueryClient();
  const [naming, setNaming] = useState(false);
  const found = useQuery(landlordsQuery);
  const end = useMutation({
    mutationFn: endLetting,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['landlords'] }),
  });
  const columns = useMemo<Column<LandlordRow>[]>(
    () => [
      { key: 'name', title: residents.name, isMain: true, show: ({ name }) => name },
      {
        key: 'home',
        title: residents.home,
        show: ({ area, building, door }) =>
          [area && pick(area.name), building && pick(building.name), door].filter(Boolean).join(' · '),
      },
      { key: 'document', title: say.document, isExtra: true, show: ({ document }) => document },
      {
        key: 'state',
        title: say.state,
        show: ({ id, ended_at }) =>
          ended_at ? (
            <>
              {say.ended} <When at={ended_at} />
            </>
          ) : (
            <Popconfirm
              title={say.endLead}
              okText={say.end}
              cancelText={words.alert.cancel}
              onConfirm={() => end.mutate(id)}
            >
              <Button size="small">{say.end}</Button>
            </Popconfirm>
          ),
      },
    ],
    [pick, say, residents, words, end.mutate],
  );
  return (
    <ListPage
      label={say.tab}
      answer={found.data ? say.answer(found.data.filter(({ ended_at }) => !ended_at).length) : say.tab}
      tools={
        <>
          {tabs}
          <Button type="primary" onClick={() => setNaming(true)}>
            {say.name}
          </Button>
          <p className="quiet">{say.lead}</p>
        </>
      }
    >
      <FormProblem error={end.error} />
      <AnswerTable
        asked={found}
        what="residents"
        empty={say.empty}
        emptyNext={say.lead}
        name="landlords"
        columns={columns}
        idOf={({ id }) => id}
        label={say.tab}
      />
      {naming && <NameForm onClose={() => setNaming(false)} />}
    </ListPage>
  );
}

function NameForm({ onClose }: { onClose: () => void }) {
  const { landlords: say, residents } = useTexts(registersWords);
  const needed = useNeeded();
  return (
    <FormModal<LandlordGiven, unknown>
      title={say.name}
      lead={say.lead}
      send={nameLandlord}
      refresh="landlords"
      onClose={onClose}
    >
      <Form.Item name="dwelling" label={residents.dwelling} rules={needed}>
        <Input autoFocus maxLength={40} />
      </Form.Item>
      <Form.Item name="username" label={say.account} rules={needed} extra={say.accountHint}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="document" label={say.document} rules={needed}>
        <Input maxLength={60} />
      </Form.Item>
    </FormModal>
  );
}
