import { Form, Input } from 'antd';
import { AreaSelect } from '../../parts/AreaSelect';
import { FormModal, useNeeded } from '../../parts/FormModal';
import { endOfDay } from '../../parts/time';
import { useWords } from '../../words';
import { declareOrder, type OrderGiven, type OrderRow } from './figures';

/** Declares a response: without one the health list is empty. */
export function OrderForm({ onClose, onMade }: { onClose: () => void; onMade: (order: OrderRow) => void }) {
  const { orders: say } = useWords();
  const needed = useNeeded();
  return (
    <FormModal<OrderGiven, OrderRow>
      title={say.declare}
      lead={say.declareLead}
      send={({ until, ...given }) => declareOrder({ ...given, until: endOfDay(until) })}
      refresh="lists"
      onMade={onMade}
      onClose={onClose}
    >
      <Form.Item name="number" label={say.number} rules={needed}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="issued_by" label={say.issuer} rules={needed}>
        <Input maxLength={120} />
      </Form.Item>
      <Form.Item name="area" label={say.area} rules={needed}>
        <AreaSelect />
      </Form.Item>
      <Form.Item name="until" label={say.until} rules={needed}>
        <Input type="date" />
      </Form.Item>
    </FormModal>
  );
}
