import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { FormProblem } from '../../parts/FormProblem';
import { PanelHead, PanelSection, SidePanel } from '../../parts/SidePanel';
import { isoOf } from '../../parts/time';
import { useLanguage, useTexts } from '../../words';
import { registersWords } from '../../words/registers';
import { addShift, type DutyRow, removeShift } from './api';
import { DutyState } from './DutyPage';
import { ShiftTime } from './ShiftTime';

interface Fields {
  from: string;
  to: string;
}

/** One person's shifts that are not over, and one more. */
export function DutyPanel({ row, onClose }: { row: DutyRow; onClose: () => void }) {
  const { words, pick } = useLanguage();
  const says = useTexts(registersWords);
  const queries = useQueryClient();
  const [form] = Form.useForm<Fields>();
  const reread = () => queries.invalidateQueries({ queryKey: ['duty'] });
  const remove = useMutation({ mutationFn: removeShift, onSuccess: reread });
  const add = useMutation({
    mutationFn: ({ from, to }: Fields) => addShift({ user: row.who.id, begins_at: isoOf(from), ends_at: isoOf(to) }),
    onSuccess: () => {
      form.resetFields();
      return reread();
    },
  });
  const needed = [{ required: true, message: words.alert.needed }];
  return (
    <SidePanel label={words.nav.duty} onClose={onClose}>
      <PanelHead kicker={[row.unit, ...row.roles.map(pick)].filter(Boolean).join(' · ')} title={row.who.name}>
        <DutyState row={row} />
      </PanelHead>
      <PanelSection title={says.duty.next}>
        {row.shifts.length === 0 && <p className="quiet">{says.duty.none}</p>}
        {row.shifts.map((shift) => (
          <p key={shift.id}>
            <ShiftTime shift={shift} />{' '}
            <Button type="link" size="small" onClick={() => remove.mutate(shift.id)}>
              {says.duty.remove}
            </Button>
          </p>
        ))}
        <FormProblem error={remove.error} />
      </PanelSection>
      <PanelSection title={says.duty.add}>
        <Form<Fields> form={form} layout="vertical" requiredMark={false} onFinish={(fields) => add.mutate(fields)}>
          <Form.Item name="from" label={says.duty.from} rules={needed}>
            <Input type="datetime-local" />
          </Form.Item>
          <Form.Item name="to" label={says.duty.to} rules={needed}>
            <Input type="datetime-local" />
          </Form.Item>
          {row.state === 'unrostered' && <Form.Item>{says.duty.first}</Form.Item>}
          <FormProblem error={add.error} />
          <Button type="primary" size="large" htmlType="submit" block loading={add.isPending}>
            {says.duty.add}
          </Button>
        </Form>
      </PanelSection>
    </SidePanel>
  );
}
