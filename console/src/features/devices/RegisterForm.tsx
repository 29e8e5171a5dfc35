import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Form, Input, Modal, Select } from 'antd';
import type { Schemas } from '../../api/client';
import { FormProblem } from '../../parts/FormProblem';
import { useLanguage, useTexts } from '../../words';
import { devicesWords } from '../../words/devices';
import { setupWords } from '../../words/setup';
import type { Credential } from '../setup/api';
import { CameraFields } from '../setup/CameraFields';
import { CredentialView } from '../setup/CredentialView';
import { digits } from '../setup/digits';
import { KINDS, ZONES } from '../setup/kinds';
import { areasQuery, join, type ParkedRow, registerParked } from './api';

type Fields = Pick<
  Schemas['NewcomerDevice'],
  'code' | 'protocol' | 'area' | 'name_zh' | 'name_en' | 'kind' | 'camera'
> & {
  new_zone: Schemas['NewZone'];
};

/**
 * Gives a device its name, its place and what it watches; from then on what it notices counts.
 * One that waits has a sign-in already; one that is new to us gets one, shown once.
 */
export function RegisterForm({ device, onClose }: { device?: ParkedRow; onClose: () => void }) {
  const { words, pick } = useLanguage();
  const devicesSays = useTexts(devicesWords);
  const setupSays = useTexts(setupWords);
  const queries = useQueryClient();
  const [form] = Form.useForm<Fields>();
  const kind = Form.useWatch('kind', form);
  const areas = useQuery(areasQuery);
  const send = useMutation({
    mutationFn: async ({ new_zone, code, protocol, ...fields }: Fields) => {
      const placed = { ...fields, new_zone: { ...new_zone, floor: Number(new_zone.floor) } };
      if (!device) return join({ ...placed, code: code.trim(), protocol });
      await registerParked(device.code, placed);
      return null;
    },
    onSuccess: (credential) => {
      void queries.invalidateQueries({ queryKey: ['intake'] });
      void queries.invalidateQueries({ queryKey: ['devices'] });
      if (!credential) onClose();
    },
  });
  const twentyDigits = digits(setupSays.deviceCodeLong);
  const needed = [{ required: true, message: words.alert.needed }];
  if (send.data) return <CredentialModal credential={send.data} onClose={onClose} />;
  return (
    <Modal
      open
      title={device ? devicesSays.parked.title(device.code) : devicesSays.join.title}
      okText={devicesSays.parked.register}
      cancelText={words.alert.cancel}
      confirmLoading={send.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      <p>{device ? devicesSays.parked.lead : devicesSays.join.lead}</p>
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{
          protocol: 'gat1400',
          name_zh: device?.name,
          name_en: '',
          kind: KINDS.find((known) => known === device?.kind) ?? 'camera',
          new_zone: { kind: 'gate', floor: 1 },
        }}
        onFinish={(fields) => send.mutate(fields)}
      >
        {!device && (
          <>
            <Form.Item name="protocol" label={setupSays.protocol}>
              <Select
                options={[
                  { value: 'gat1400', label: setupSays.gat1400 },
                  { value: 'observations', label: setupSays.observations },
                ]}
              />
            </Form.Item>
            <Form.Item
              name="code"
              label={setupSays.deviceCode}
              extra={setupSays.deviceCodeHint}
              rules={[...needed, twentyDigits]}
              dependencies={['protocol']}
            >
              <Input maxLength={64} spellCheck={false} />
            </Form.Item>
          </>
        )}
        <Form.Item name="name_zh" label={devicesSays.parked.nameZh} rules={needed}>
          <Input autoFocus={device !== undefined} maxLength={80} />
        </Form.Item>
        <Form.Item name="name_en" label={devicesSays.parked.nameEn}>
          <Input maxLength={120} />
        </Form.Item>
        <Form.Item name="area" label={devicesSays.parked.area} rules={needed}>
          <Select
            loading={areas.isPending}
            showSearch={{ optionFilterProp: 'label' }}
            options={areas.data?.map(({ id, name, depth }) => ({
              value: id,
              label: `${'　'.repeat(depth - 1)}${pick(name)}`,
            }))}
          />
        </Form.Item>
        <Form.Item name="kind" label={devicesSays.parked.kind}>
          <Select options={KINDS.map((value) => ({ value, label: setupSays.deviceKinds[value] }))} />
        </Form.Item>
        <Form.Item name={['new_zone', 'kind']} label={setupSays.zoneKind}>
          <Select options={ZONES.map((value) => ({ value, label: setupSays.zoneKinds[value] }))} />
        </Form.Item>
        <Form.Item name={['new_zone', 'name_zh']} label={setupSays.zoneName} rules={needed}>
          <Input maxLength={80} placeholder={setupSays.zoneNameHint} />
        </Form.Item>
        <Form.Item name={['new_zone', 'floor']} label={setupSays.floor}>
          <Input type="number" min={-20} max={200} />
        </Form.Item>
        {kind === 'camera' && <CameraFields />}
        <FormProblem error={send.error} />
      </Form>
    </Modal>
  );
}

/** What to type into the device, beside the page it was asked from. */
export function CredentialModal({ credential, onClose }: { credential: Credential; onClose: () => void }) {
  const setup = useTexts(setupWords);
  const { join: says } = useTexts(devicesWords);
  return (
    <Modal open title={setup.credential} footer={null} closable={false} keyboard={false}>
      <CredentialView credential={credential} onDone={onClose} done={says.done} />
    </Modal>
  );
}
