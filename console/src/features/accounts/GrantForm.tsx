import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Form, Input, Modal, Select } from 'antd';
import { FormProblem } from '../../parts/FormProblem';
import { endOfDay } from '../../parts/time';
import { useLanguage, useTexts } from '../../words';
import { registersWords } from '../../words/registers';
import { areasQuery } from '../devices/api';
import { give, rolesQuery } from './api';

interface Fields {
  role: string;
  area?: number;
  until?: string;
}

/** Gives a role in an area, for good or until a day. */
export function GrantForm({ account, onClose }: { account: number; onClose: () => void }) {
  const { words, pick } = useLanguage();
  const says = useTexts(registersWords);
  const queries = useQueryClient();
  const [form] = Form.useForm<Fields>();
  const roles = useQuery(rolesQuery);
  const areas = useQuery(areasQuery);
  const wanted = Form.useWatch('role', form);
  const chosen = roles.data?.find(({ role }) => role === wanted);
  const send = useMutation({
    mutationFn: ({ role, area, until }: Fields) =>
      give(account, {
        role,
        area: chosen?.needs_area ? area : null,
        valid_to: until ? endOfDay(until) : null,
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['accounts'] });
      onClose();
    },
  });
  const needed = [{ required: true, message: words.alert.needed }];
  return (
    <Modal
      open
      title={says.accounts.give}
      okText={says.accounts.give}
      cancelText={words.alert.cancel}
      confirmLoading={send.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form<Fields> form={form} layout="vertical" requiredMark={false} onFinish={(fields) => send.mutate(fields)}>
        <Form.Item name="role" label={says.accounts.role} rules={needed}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={roles.data?.map(({ role, title }) => ({ value: role, label: pick(title) }))}
          />
        </Form.Item>
        {chosen?.needs_area && (
          <Form.Item name="area" label={says.accounts.area} rules={needed}>
            <Select
              showSearch={{ optionFilterProp: 'label' }}
              options={areas.data?.map(({ id, name, depth }) => ({
                value: id,
                label: `${'　'.repeat(depth - 1)}${pick(name)}`,
              }))}
            />
          </Form.Item>
        )}
        <Form.Item name="until" label={says.accounts.until}>
          <Input type="date" />
        </Form.Item>
        <FormProblem error={send.error} />
      </Form>
    </Modal>
  );
}
