import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Popconfirm } from 'antd';
import { useMemo, useState } from 'react';
import { AnswerTable } from '../../parts/AnswerTable';
import { AreaSelect } from '../../parts/AreaSelect';
import type { Column } from '../../parts/DataTable';
import { FormModal, useNeeded } from '../../parts/FormModal';
import { FormProblem } from '../../parts/FormProblem';
import { ListPage } from '../../parts/ListPage';
import { Facts, PanelHead, PanelSection, SidePanel } from '../../parts/SidePanel';
import { endOfDay } from '../../parts/time';
import { When } from '../../parts/When';
import { useLanguage, useTexts } from '../../words';
import { isolationWords } from '../../words/isolation';
import { closeIsolation, enterIsolation, type IsolationGiven, type IsolationRow, isolationsQuery } from './api';

/** Which isolation orders run, until when, and what proves that the others were erased? */
export function IsolationsPage() {
  const { words, pick } = useLanguage();
  const say = useTexts(isolationWords);
  const [entering, setEntering] = useState(false);
  const [chosen, setChosen] = useState<number>();
  const found = useQuery(isolationsQuery);
  const rows = found.data;
  const columns = useMemo<Column<IsolationRow>[]>(
    () => [
      { key: 'number', title: say.number, isMain: true, show: ({ number }) => number },
      { key: 'state', title: say.state, show: ({ closed_at }) => (closed_at ? say.closed : say.runs) },
      { key: 'area', title: say.place, show: ({ area, building }) => placeOf(pick, area, building) },
      { key: 'until', title: say.ends, show: ({ until_at }) => <When at={until_at} /> },
    ],
    [pick, say],
  );
  const open = rows?.find(({ id }) => id === chosen);
  return (
    <ListPage
      label={words.nav.isolation}
      answer={rows ? say.answer(rows.filter(({ closed_at }) => !closed_at).length) : words.nav.isolation}
      tools={
        <>
          <Button type="primary" onClick={() => setEntering(true)}>
            {say.enter}
          </Button>
          <p className="quiet">{say.lead}</p>
        </>
      }
      beside={open && <IsolationPanel key={open.id} row={open} onClose={() => setChosen(undefined)} />}
    >
      <AnswerTable
        asked={found}
        what="page"
        empty={say.empty}
        emptyNext={say.lead}
        name="isolations"
        columns={columns}
        idOf={({ id }) => id}
        chosen={chosen}
        onOpen={({ id }) => setChosen(id)}
        label={words.nav.isolation}
      />
      {entering && <EnterForm onClose={() => setEntering(false)} onMade={({ id }) => setChosen(id)} />}
    </ListPage>
  );
}

type Pick = ReturnType<typeof useLanguage>['pick'];

const placeOf = (pick: Pick, area: IsolationRow['area'], building: IsolationRow['building']) =>
  [area && pick(area.name), building && pick(building.name)].filter(Boolean).join(' · ');

function IsolationPanel({ row, onClose }: { row: IsolationRow; onClose: () => void }) {
  const { words, pick } = useLanguage();
  const say = useTexts(isolationWords);
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: () => closeIsolation(row.id),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['isolations'] }),
  });
  return (
    <SidePanel
      label={say.panel}
      onClose={onClose}
      actions={
        !row.closed_at && (
          <Popconfirm
            title={say.endLead}
            okText={say.end}
            cancelText={words.alert.cancel}
            onConfirm={() => end.mutate()}
          >
            <Button size="large" danger loading={end.isPending}>
              {say.end}
            </Button>
          </Popconfirm>
        )
      }
    >
      <PanelHead kicker={row.closed_at ? say.closed : say.runs} title={row.number} />
      <PanelSection>
        <Facts
          rows={[
            [say.response, row.response],
            [say.place, placeOf(pick, row.area, row.building)],
            [say.device, row.device],
            [say.ends, <When key="until" at={row.until_at} />],
          ]}
        />
        <FormProblem error={end.error} />
      </PanelSection>
      {row.certificate && (
        <PanelSection title={say.certificate}>
          <pre style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{row.certificate}</pre>
        </PanelSection>
      )}
    </SidePanel>
  );
}

function EnterForm({ onClose, onMade }: { onClose: () => void; onMade: (row: IsolationRow) => void }) {
  const say = useTexts(isolationWords);
  const needed = useNeeded();
  return (
    <FormModal<IsolationGiven, IsolationRow>
      title={say.enter}
      lead={say.lead}
      send={({ until, building, ...given }) =>
        enterIsolation({ ...given, building: building ?? '', until: endOfDay(until) })
      }
      refresh="isolations"
      onMade={onMade}
      onClose={onClose}
    >
      <Form.Item name="number" label={say.number} rules={needed}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="response" label={say.response} rules={needed} extra={say.responseHint}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="area" label={say.area} rules={needed}>
        <AreaSelect />
      </Form.Item>
      <Form.Item name="building" label={say.building}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="device" label={say.device} rules={needed} extra={say.deviceHint}>
        <Input maxLength={64} />
      </Form.Item>
      <Form.Item name="until" label={say.until} rules={needed}>
        <Input type="date" />
      </Form.Item>
    </FormModal>
  );
}
