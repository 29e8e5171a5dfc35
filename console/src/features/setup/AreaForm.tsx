import { useMutation } from '@tanstack/react-query';
import { Button, Form, Input, InputNumber, Select } from 'antd';
import type { Schemas } from '../../api/client';
import { FormProblem } from '../../parts/FormProblem';
import { useTexts, useWords } from '../../words';
import { devicesWords } from '../../words/devices';
import { setupWords } from '../../words/setup';
import style from '../session/SignInPage.module.css';
import { makeArea } from './api';

const KINDS = ['compound', 'community', 'town', 'district', 'city', 'scenic', 'market', 'rural'] as const;
const SYSTEMS = ['WGS84', 'CGCS2000', 'GCJ02', 'BD09'] as const;

type Fields = Schemas['NewArea'];

/** The first place to look after. */
export function AreaForm({ onDone }: { onDone: () => void }) {
  const { signIn, alert } = useWords();
  const setup = useTexts(setupWords);
  const { parked } = useTexts(devicesWords);
  const send = useMutation({ mutationFn: makeArea, onSuccess: onDone });
  const needed = [{ required: true, message: alert.needed }];
  return (
    <Form<Fields>
      layout="vertical"
      size="large"
      requiredMark={false}
      initialValues={{ kind: 'compound', system: 'WGS84', name_en: '', code: '' }}
      onFinish={(fields) => send.mutate(fields)}
    >
      <h1 className={style.title}>{setup.area}</h1>
      <p className={style.lead}>{setup.areaLead}</p>
      <Form.Item name="name_zh" label={parked.nameZh} rules={needed}>
        <Input autoFocus maxLength={80} />
      </Form.Item>
      <Form.Item name="name_en" label={parked.nameEn}>
        <Input maxLength={120} />
      </Form.Item>
      <Form.Item name="kind" label={parked.kind}>
        <Select options={KINDS.map((kind) => ({ value: kind, label: setup.areaKinds[kind] }))} />
      </Form.Item>
      <Form.Item name="code" label={setup.areaCode}>
        <Input maxLength={40} />
      </Form.Item>
      <div className={style.row}>
        <Form.Item name="lon" label={setup.lon} rules={needed}>
          <InputNumber min={-180} max={180} style={{ width: '100%' }} placeholder="119.5620" />
        </Form.Item>
        <Form.Item name="lat" label={setup.lat} rules={needed}>
          <InputNumber min={-90} max={90} style={{ width: '100%' }} placeholder="35.3850" />
        </Form.Item>
      </div>
      <Form.Item name="system" label={setup.system} extra={setup.systemHint}>
        <Select options={SYSTEMS.map((system) => ({ value: system, label: setup.systems[system] }))} />
      </Form.Item>
      <FormProblem error={send.error} />
      <Button type="primary" htmlType="submit" block loading={send.isPending}>
        {signIn.next}
      </Button>
    </Form>
  );
}
