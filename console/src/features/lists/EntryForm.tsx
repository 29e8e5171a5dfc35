import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Checkbox, Form, Input, Modal, Select } from 'antd';
import { FormProblem } from '../../parts/FormProblem';
import { endOfDay } from '../../parts/time';
import { useLanguage, useTexts } from '../../words';
import { registersWords } from '../../words/registers';
import { areasQuery } from '../devices/api';
import { type EntryGiven, type ListRow, propose } from './api';

interface Props {
  types: ListRow[];
  onClose: () => void;
  onMade: (id: number) => void;
}

/** Proposes one entry, with everything the law asks of it. */
export function EntryForm({ types, onClose, onMade }: Props) {
  const { words, pick } = useLanguage();
  const { lists } = useTexts(registersWords);
  const queries = useQueryClient();
  const [form] = Form.useForm<EntryGiven>();
  const wanted = Form.useWatch('kind', form);
  const kind = types.find(({ code }) => code === wanted);
  const criterion = Form.useWatch('criterion', form);
  const areas = useQuery(areasQuery);
  const send = useMutation({
    mutationFn: ({ until, ...given }: EntryGiven) =>
      propose({ ...given, is_urgent: given.is_urgent ?? false, until: endOfDay(until) }),
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries({ queryKey: ['lists'] });
      onMade(id);
    },
  });
  const needed = [{ required: true, message: words.alert.needed }];
  return (
    <Modal
      open
      title={lists.propose}
      okText={lists.propose}
      cancelText={words.alert.cancel}
      confirmLoading={send.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      <p>{lists.proposeLead}</p>
      <Form<EntryGiven>
        form={form}
        layout="vertical"
        requiredMark={false}
        autoComplete="off"
        initialValues={{ kind: types.length === 1 ? types[0]?.code : undefined, subject_type: 'plate' }}
        onFinish={(fields) => send.mutate(fields)}
      >
        <Form.Item
          name="kind"
          label={lists.kind}
          rules={needed}
          extra={kind && `${lists.article}${words.marks.colon}${kind.legal_article}`}
        >
          <Select
            options={types.map(({ code, title }) => ({ value: code, label: pick(title) }))}
            onChange={() => form.setFieldsValue({ criterion: undefined, subject_type: 'plate' })}
          />
        </Form.Item>
        <Form.Item name="criterion" label={lists.criterion} rules={needed}>
          <Select options={kind?.criteria.map(({ code, name }) => ({ value: code, label: pick(name) })) ?? []} />
        </Form.Item>
        <Form.Item name="subject_type" label={lists.subjectType} rules={needed}>
          <Select
            options={(kind?.subjects ?? ['plate']).map((type) => ({
              value: type,
              label: lists.types[type as 'plate'],
            }))}
          />
        </Form.Item>
        <Form.Item name="subject" label={lists.number} rules={needed}>
          <Input maxLength={32} />
        </Form.Item>
        <Form.Item name="area" label={lists.area} rules={needed}>
          <Select
            loading={areas.isPending}
            showSearch={{ optionFilterProp: 'label' }}
            options={areas.data?.map(({ id, name, depth }) => ({
              value: id,
              label: `${'　'.repeat(depth - 1)}${pick(name)}`,
            }))}
          />
        </Form.Item>
        <Form.Item name="legal_basis" label={lists.legalBasis} rules={needed}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="issuing_body" label={lists.issuer} rules={needed}>
          <Input maxLength={120} />
        </Form.Item>
        <Form.Item name="document_number" label={lists.document} rules={needed}>
          <Input maxLength={80} />
        </Form.Item>
        <Form.Item name="until" label={lists.until} rules={needed} extra={kind && lists.longest(kind.longest_days)}>
          <Input type="date" />
        </Form.Item>
        {kind?.urgent && (criterion === 'child' || criterion === 'elder') && (
          <Form.Item name="is_urgent" valuePropName="checked">
            <Checkbox>{lists.urgent}</Checkbox>
          </Form.Item>
        )}
        <FormProblem error={send.error} />
      </Form>
    </Modal>
  );
}
