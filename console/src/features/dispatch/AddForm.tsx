import { useQuery } from '@tanstack/react-query';
import { Form, Input, Select } from 'antd';
import { FormModal, useNeeded } from '../../parts/FormModal';
import { useLanguage } from '../../words';
import { addLeg, choicesQuery, type DispatchRow } from './api';

/** A further organisation, while the alert is open. */
export function AddForm({ row, onClose }: { row: DispatchRow; onClose: () => void }) {
  const { words, pick } = useLanguage();
  const { dispatch: say } = words;
  const needed = useNeeded();
  const choices = useQuery(choicesQuery(row.alert.id));
  const there = new Set(row.legs.map(({ unit }) => unit.id));
  return (
    <FormModal<{ unit: number; what: string }, unknown>
      title={say.add}
      lead={say.sendLead}
      send={(given) => addLeg(row.id, { ...given, is_lead: false })}
      refresh="dispatches"
      onClose={onClose}
    >
      <Form.Item name="unit" label={say.unit} rules={needed}>
        <Select
          options={choices.data?.units
            .filter(({ id }) => !there.has(id))
            .map(({ id, name }) => ({ value: id, label: pick(name) }))}
        />
      </Form.Item>
      <Form.Item name="what" label={say.what} rules={needed}>
        <Input maxLength={200} />
      </Form.Item>
    </FormModal>
  );
}
