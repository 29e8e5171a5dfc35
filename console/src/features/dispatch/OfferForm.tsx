import { useQuery } from '@tanstack/react-query';
import { Form, Input, Select } from 'antd';
import { FormModal, useNeeded } from '../../parts/FormModal';
import { useWords } from '../../words';
import { askVolunteer, choicesQuery, type DispatchRow } from './api';

/** Asks one volunteer for one thing. */
export function OfferForm({ row, onClose }: { row: DispatchRow; onClose: () => void }) {
  const { dispatch: say } = useWords();
  const needed = useNeeded();
  const choices = useQuery(choicesQuery(row.alert.id));
  return (
    <FormModal<{ volunteer: number; what: string }, unknown>
      title={say.ask}
      lead={choices.data?.volunteers.length === 0 ? say.noVolunteers : say.askLead}
      send={({ volunteer, what }) => askVolunteer(row.id, volunteer, what)}
      refresh="dispatches"
      onClose={onClose}
    >
      <Form.Item name="volunteer" label={say.volunteer} rules={needed}>
        <Select options={choices.data?.volunteers.map(({ id, name }) => ({ value: id, label: name }))} />
      </Form.Item>
      <Form.Item name="what" label={say.what} rules={needed}>
        <Input maxLength={120} />
      </Form.Item>
    </FormModal>
  );
}
