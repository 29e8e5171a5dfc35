import { Form, Input } from 'antd';
import { FormModal, useNeeded } from '../../parts/FormModal';
import { useTexts } from '../../words';
import { registersWords } from '../../words/registers';
import { type ResidentGiven, type ResidentRow, register } from './api';

/** Registers somebody who signed for it. */
export function RegisterForm({ onClose, onMade }: { onClose: () => void; onMade: (id: number) => void }) {
  const { residents: say } = useTexts(registersWords);
  const needed = useNeeded();
  return (
    <FormModal<ResidentGiven, ResidentRow>
      title={say.register}
      lead={say.registerLead}
      send={(given) => register({ ...given, phone: given.phone ?? '', id_number: given.id_number ?? '' })}
      refresh="residents"
      onMade={({ id }) => onMade(id)}
      onClose={onClose}
    >
      <Form.Item name="dwelling" label={say.dwelling} rules={needed}>
        <Input autoFocus maxLength={40} />
      </Form.Item>
      <Form.Item name="name" label={say.name} rules={needed}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="phone" label={say.phone}>
        <Input maxLength={20} inputMode="tel" />
      </Form.Item>
      <Form.Item name="document" label={say.consentDocument} rules={needed}>
        <Input maxLength={60} />
      </Form.Item>
    </FormModal>
  );
}
