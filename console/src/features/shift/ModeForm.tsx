import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button, Form, Input, Radio, Select } from 'antd';
import { AreaSelect } from '../../parts/AreaSelect';
import { FormProblem } from '../../parts/FormProblem';
import { useLanguage } from '../../words';
import { modelsQuery } from '../models/api';
import { layerQuery } from '../situation/api';
import { drillPeopleQuery, KINDS, LASTS, type ModeKind, setMode } from './api';
import style from './Shift.module.css';

interface Fields {
  kind: ModeKind;
  area: number;
  zone?: number;
  device?: number;
  model?: string;
  why: string;
  hours: number;
  participants?: number[];
}

const route = getRouteApi('/inside/shift');

/** Sets a mute, maintenance or drill. Reason and end cannot be left out. */
export function ModeForm({ area }: { area: number | undefined }) {
  const { words, pick } = useLanguage();
  const search = route.useSearch();
  const queries = useQueryClient();
  const [form] = Form.useForm<Fields>();
  const kind = Form.useWatch('kind', form) ?? 'mute';
  const chosen = Form.useWatch('area', form) ?? area;
  const isChosen = chosen !== undefined;
  const zones = useQuery({ ...layerQuery('zones', chosen), enabled: isChosen });
  const devices = useQuery({ ...layerQuery('devices', chosen), enabled: isChosen });
  const models = useQuery(modelsQuery);
  const people = useQuery({ ...drillPeopleQuery(chosen), enabled: kind === 'drill' && chosen !== undefined });
  const send = useMutation({
    mutationFn: ({ hours, ...fields }: Fields) =>
      setMode({ begins_in_min: 0, participants: [], model: '', ...fields, lasts_min: Math.round(hours * 60) }),
    onSuccess: () => {
      form.resetFields(['why', 'zone', 'device', 'model', 'participants']);
      for (const queryKey of [['modes'], ['shift'], ['situation']]) void queries.invalidateQueries({ queryKey });
    },
  });
  const needed = [{ required: true, message: words.alert.needed }];
  const named = (layer: typeof zones) =>
    layer.data?.features.map(({ id, properties }) => ({
      value: id,
      label: pick({ zh: properties?.name_zh ?? '', en: properties?.name_en ?? '' }),
    }));
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      requiredMark={false}
      className={style.form}
      onValuesChange={(fields) => 'area' in fields && form.resetFields(['zone', 'device', 'participants'])}
      initialValues={{ kind: 'mute', area, zone: search.zone, device: search.device, hours: 1 }}
      onFinish={(fields) => send.mutate(fields)}
    >
      <Form.Item name="kind" label={words.modes.kind} extra={words.modes.does[kind]}>
        <Radio.Group optionType="button" buttonStyle="solid">
          {KINDS.map((value) => (
            <Radio.Button key={value} value={value}>
              {words.modes.kinds[value]}
            </Radio.Button>
          ))}
        </Radio.Group>
      </Form.Item>
      <div className={style.pair}>
        <Form.Item name="area" label={words.modes.area} rules={needed}>
          <AreaSelect />
        </Form.Item>
        <Form.Item name="hours" label={words.modes.lasts} rules={needed}>
          <Select options={LASTS[kind].map((value) => ({ value, label: words.modes.hours(value) }))} />
        </Form.Item>
        <Form.Item name="zone" label={words.modes.zone}>
          <Select allowClear showSearch={{ optionFilterProp: 'label' }} options={named(zones)} />
        </Form.Item>
        <Form.Item name="device" label={words.modes.device}>
          <Select allowClear showSearch={{ optionFilterProp: 'label' }} options={named(devices)} />
        </Form.Item>
        <Form.Item name="model" label={words.modes.model}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            options={models.data?.map(({ name, title }) => ({ value: name, label: pick(title) }))}
          />
        </Form.Item>
        {kind === 'drill' && (
          <Form.Item name="participants" label={words.modes.people} rules={needed}>
            <Select
              mode="multiple"
              showSearch={{ optionFilterProp: 'label' }}
              options={people.data?.map(({ id, name }) => ({ value: id, label: name }))}
            />
          </Form.Item>
        )}
      </div>
      <Form.Item name="why" label={words.modes.why} extra={words.modes.whyHint} rules={[...needed, { min: 2 }]}>
        <Input maxLength={200} />
      </Form.Item>
      <FormProblem error={send.error} />
      <Button type="primary" size="large" htmlType="submit" loading={send.isPending}>
        {words.modes.set}
      </Button>
    </Form>
  );
}
