import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, InputNumber, Select } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import { AnswerTable } from '../../parts/AnswerTable';
import type { Column } from '../../parts/DataTable';
import { FormModal, useNeeded } from '../../parts/FormModal';
import { FormProblem } from '../../parts/FormProblem';
import { ListPage } from '../../parts/ListPage';
import { When } from '../../parts/When';
import { useLanguage, useTexts } from '../../words';
import { wrongWords } from '../../words/wrong';
import { useSession } from '../session/useSession';
import { putRight, tellWrong, type WrongGiven, type WrongRow, wrongQuery } from './figures';

const HOW = ['in_person', 'telephone', 'letter'] as const;

/** Which confirmed matches were wrong, and who still has to be told? */
export function WrongView({ tabs }: { tabs: ReactNode }) {
  const { pick } = useLanguage();
  const say = useTexts(wrongWords);
  const { permissions } = useSession();
  const mayAct = permissions.includes('lists.approve');
  const queries = useQueryClient();
  const [reporting, setReporting] = useState(false);
  const found = useQuery(wrongQuery);
  const tell = useMutation({
    mutationFn: ({ id, how }: { id: number; how: string }) => tellWrong(id, how),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['lists'] }),
  });
  const columns = useMemo<Column<WrongRow>[]>(
    () => [
      { key: 'list', title: say.list, isMain: true, show: ({ title, alert }) => `${pick(title)} #${alert}` },
      { key: 'area', title: say.area, show: ({ area }) => (area ? pick(area.name) : '—') },
      { key: 'reason', title: say.reason, isExtra: true, show: ({ reason }) => reason },
      {
        key: 'due',
        title: say.due,
        show: ({ due_at, is_overdue, told_at, told_how }) =>
          told_at ? (
            <>
              {say.told} · {say.how[told_how as 'letter']} · <When at={told_at} />
            </>
          ) : (
            <>
              <When at={due_at} /> {is_overdue && <strong>{say.overdue}</strong>}
            </>
          ),
      },
      {
        key: 'tell',
        title: say.tell,
        show: ({ id, told_at }) =>
          mayAct && !told_at ? (
            <Select
              size="small"
              style={{ minWidth: 120 }}
              aria-label={say.tell}
              placeholder={say.tell}
              onChange={(how: string) => tell.mutate({ id, how })}
              options={HOW.map((value) => ({ value, label: say.how[value] }))}
            />
          ) : (
            '—'
          ),
      },
    ],
    [say, pick, mayAct, tell.mutate],
  );
  const waiting = found.data?.filter(({ told_at }) => !told_at).length;
  return (
    <ListPage
      label={say.tab}
      answer={waiting === undefined ? say.tab : say.answer(waiting)}
      tools={
        <>
          {tabs}
          {mayAct && (
            <Button type="primary" onClick={() => setReporting(true)}>
              {say.report}
            </Button>
          )}
          <p className="quiet">{say.lead}</p>
        </>
      }
    >
      <FormProblem error={tell.error} />
      <AnswerTable
        asked={found}
        what="lists"
        empty={say.empty}
        emptyNext={say.lead}
        name="wrong"
        columns={columns}
        idOf={({ id }) => id}
        label={say.tab}
      />
      {reporting && <ReportForm onClose={() => setReporting(false)} />}
    </ListPage>
  );
}

function ReportForm({ onClose }: { onClose: () => void }) {
  const say = useTexts(wrongWords);
  const needed = useNeeded();
  return (
    <FormModal<WrongGiven, WrongRow>
      title={say.report}
      lead={say.lead}
      send={putRight}
      refresh="lists"
      onClose={onClose}
    >
      <Form.Item name="alert" label={say.alert} rules={needed}>
        <InputNumber min={1} precision={0} controls={false} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="reason" label={say.reason} rules={needed} extra={say.reasonHint}>
        <Input maxLength={200} />
      </Form.Item>
    </FormModal>
  );
}
