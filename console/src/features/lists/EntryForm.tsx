import { Checkbox, Form, Input, Select } from 'antd';
import { AreaSelect } from '../../parts/AreaSelect';
import { FormModal, useNeeded } from '../../parts/FormModal';
import { endOfDay } from '../../parts/time';
import { useLanguage, useTexts } from '../../words';
import { registersWords } from '../../words/registers';
import { type EntryGiven, type EntryRow, type ListRow, propose } from './api';

interface Props {
  types: ListRow[];
  onClose: () => void;
  onMade: (id: number) => void;
}

/** Proposes one entry, with everything the law asks of it. */
export function EntryForm({ types, onClose, onMade }: Props) {
  const { lists } = useTexts(registersWords);
  return (
    <FormModal<EntryGiven, EntryRow>
      title={lists.propose}
      lead={lists.proposeLead}
      send={({ until, ...given }) => propose({ ...given, is_urgent: given.is_urgent ?? false, until: endOfDay(until) })}
      refresh="lists"
      onMade={({ id }) => onMade(id)}
      onClose={onClose}
    >
      <Fields types={types} />
    </FormModal>
  );
}

/** What each kind of list asks, and may hold, differs. */
function Fields({ types }: { types: ListRow[] }) {
  const { words, pick } = useLanguage();
  const { lists } = useTexts(registersWords);
  const form = Form.useFormInstance<EntryGiven>();
  const wanted = Form.useWatch('kind', form);
  const kind = types.find(({ code }) => code === wanted);
  const criterion = Form.useWatch('criterion', form);
  const needed = useNeeded();
  return (
    <>
      <Form.Item
        name="kind"
        label={lists.kind}
        rules={needed}
        initialValue={types.length === 1 ? types[0]?.code : undefined}
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
      <Form.Item name="subject_type" label={lists.subjectType} rules={needed} initialValue="plate">
        <Select
          options={(kind?.subjects ?? ['plate']).map((type) => ({ value: type, label: lists.types[type as 'plate'] }))}
        />
      </Form.Item>
      <Form.Item name="subject" label={lists.number} rules={needed}>
        <Input maxLength={32} />
      </Form.Item>
      <Form.Item name="area" label={lists.area} rules={needed}>
        <AreaSelect />
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
    </>
  );
}
