import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Form, Input, Modal, Select } from 'antd';
import { FormProblem } from '../../parts/FormProblem';
import { useLanguage } from '../../words';
import { areasQuery, type ParkedRow, registerParked } from './api';

interface Fields {
  area: number;
  name_zh: string;
  name_en?: string;
  kind: string;
}

/** Gives a waiting device its name and place; from then on what it notices counts. */
export function RegisterForm({ device, onClose }: { device: ParkedRow; onClose: () => void }) {
  const { words, pick } = useLanguage();
  const queries = useQueryClient();
  const [form] = Form.useForm<Fields>();
  const areas = useQuery(areasQuery);
  const send = useMutation({
    mutationFn: (fields: Fields) =>
      registerParked(device.code, {
        name_en: '',
        purpose: '',
        covers: '',
        sign_photo: '',
        filing_number: '',
        ...fields,
      }),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['intake'] });
      void queries.invalidateQueries({ queryKey: ['devices'] });
      onClose();
    },
  });
  const needed = [{ required: true, message: words.alert.needed }];
  return (
    <Modal
      open
      title={words.parked.title(device.code)}
      okText={words.parked.register}
      cancelText={words.alert.cancel}
      confirmLoading={send.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      <p>{words.parked.lead}</p>
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ name_zh: device.name, kind: device.kind || 'camera' }}
        onFinish={(fields) => send.mutate(fields)}
      >
        <Form.Item name="name_zh" label={words.parked.nameZh} rules={needed}>
          <Input autoFocus />
        </Form.Item>
        <Form.Item name="name_en" label={words.parked.nameEn}>
          <Input />
        </Form.Item>
        <Form.Item name="area" label={words.parked.area} rules={needed}>
          <Select
            loading={areas.isPending}
            showSearch={{ optionFilterProp: 'label' }}
            options={areas.data?.map(({ id, name, depth }) => ({
              value: id,
              label: `${'　'.repeat(depth - 1)}${pick(name)}`,
            }))}
          />
        </Form.Item>
        <Form.Item name="kind" label={words.parked.kind} rules={needed}>
          <Input />
        </Form.Item>
        <FormProblem error={send.error} />
      </Form>
    </Modal>
  );
}
