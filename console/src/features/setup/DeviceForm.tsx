import { useMutation } from '@tanstack/react-query';
import { Button, Form, Input, Select } from 'antd';
import type { Schemas } from '../../api/client';
import { FormProblem } from '../../parts/FormProblem';
import { useTexts, useWords } from '../../words';
import { devicesWords } from '../../words/devices';
import { setupWords } from '../../words/setup';
import style from '../session/SignInPage.module.css';
import { makeDevice } from './api';
import { CameraFields } from './CameraFields';
import { CredentialView } from './CredentialView';
import { digits } from './digits';
import { KINDS, ZONES } from './kinds';

type Fields = Schemas['NewDevice'];

/** The first device: what it is, what it watches; then what to type into it, shown once. */
export function DeviceForm({ onShown, onDone }: { onShown: () => void; onDone: () => void }) {
  const { signIn, alert } = useWords();
  const setup = useTexts(setupWords);
  const { parked } = useTexts(devicesWords);
  const [form] = Form.useForm<Fields>();
  const kind = Form.useWatch('kind', form);
  const send = useMutation({ mutationFn: makeDevice, onSuccess: onShown });
  const twentyDigits = digits(setup.deviceCodeLong);
  const needed = [{ required: true, message: alert.needed }];
  if (send.data) return <CredentialView credential={send.data} onDone={onDone} />;
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      size="large"
      requiredMark={false}
      initialValues={{ kind: 'camera', protocol: 'gat1400', zone_kind: 'lift', floor: 1, name_en: '' }}
      onFinish={(fields) => send.mutate({ ...fields, floor: Number(fields.floor) })}
    >
      <h1 className={style.title}>{setup.device}</h1>
      <p className={style.lead}>{setup.deviceLead}</p>
      <Form.Item name="name_zh" label={parked.nameZh} rules={needed}>
        <Input autoFocus maxLength={80} />
      </Form.Item>
      <div className={style.row}>
        <Form.Item name="kind" label={parked.kind}>
          <Select options={KINDS.map((value) => ({ value, label: setup.deviceKinds[value] }))} />
        </Form.Item>
        <Form.Item name="protocol" label={setup.protocol}>
          <Select
            options={[
              { value: 'gat1400', label: setup.gat1400 },
              { value: 'observations', label: setup.observations },
            ]}
          />
        </Form.Item>
      </div>
      <Form.Item
        name="code"
        label={setup.deviceCode}
        extra={setup.deviceCodeHint}
        rules={[...needed, twentyDigits]}
        dependencies={['protocol']}
      >
        <Input maxLength={64} spellCheck={false} />
      </Form.Item>
      <div className={style.row}>
        <Form.Item name="zone_kind" label={setup.zoneKind}>
          <Select options={ZONES.map((value) => ({ value, label: setup.zoneKinds[value] }))} />
        </Form.Item>
        <Form.Item name="floor" label={setup.floor}>
          <Input type="number" min={-20} max={200} />
        </Form.Item>
      </div>
      <Form.Item name="zone_name_zh" label={setup.zoneName} rules={needed}>
        <Input maxLength={80} placeholder={setup.zoneNameHint} />
      </Form.Item>
      {kind === 'camera' && <CameraFields />}
      <FormProblem error={send.error} />
      <Button type="primary" htmlType="submit" block loading={send.isPending}>
        {signIn.next}
      </Button>
    </Form>
  );
}
