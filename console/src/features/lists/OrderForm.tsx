import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Form, Input, Modal, Select } from 'antd';
import { FormProblem } from '../../parts/FormProblem';
import { endOfDay } from '../../parts/time';
import { useLanguage } from '../../words';
import { areasQuery } from '../devices/api';
import { declareOrder, type OrderGiven, type OrderRow } from './figures';

/** Declares a response: without one the health list is empty. */
export function OrderForm({ onClose, onMade }: { onClose: () => void; onMade: (order: OrderRow) => void }) {
  const { words, pick } = useLanguage();
  const { orders: say } = words;
  const queries = useQueryClient();
  const [form] = Form.useForm<OrderGiven>();
  const areas = useQuery(areasQuery);
  const send = useMutation({
    mutationFn: ({ until, ...given }: OrderGiven) => declareOrder({ ...given, until: endOfDay(until) }),
    onSuccess: async (order) => {
      await queries.invalidateQueries({ queryKey: ['lists'] });
      onMade(order);
    },
  });
  const needed = [{ required: true, message: words.alert.needed }];
  return (
    <Modal
      open
      title={say.declare}
      okText={say.declare}
      cancelText={words.alert.cancel}
      confirmLoading={send.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      <p>{say.declareLead}</p>
      <Form<OrderGiven>
        form={form}
        layout="vertical"
        requiredMark={false}
        autoComplete="off"
        onFinish={(fields) => send.mutate(fields)}
      >
        <Form.Item name="number" label={say.number} rules={needed}>
          <Input maxLength={80} />
        </Form.Item>
        <Form.Item name="issued_by" label={say.issuer} rules={needed}>
          <Input maxLength={120} />
        </Form.Item>
        <Form.Item name="area" label={say.area} rules={needed}>
          <Select
            loading={areas.isPending}
            showSearch={{ optionFilterProp: 'label' }}
            options={areas.data?.map(({ id, name, depth }) => ({
              value: id,
              label: `${'　'.repeat(depth - 1)}${pick(name)}`,
            }))}
          />
        </Form.Item>
        <Form.Item name="until" label={say.until} rules={needed}>
          <Input type="date" />
        </Form.Item>
        <FormProblem error={send.error} />
      </Form>
    </Modal>
  );
}
