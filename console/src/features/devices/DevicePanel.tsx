import { CloseOutlined } from '@ant-design/icons';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Popconfirm } from 'antd';
import type { Schemas } from '../../api/client';
import { Ago } from '../../parts/Ago';
import { FormProblem } from '../../parts/FormProblem';
import { Bones } from '../../parts/Later';
import { Problem } from '../../parts/Problem';
import { useLanguage, useTexts } from '../../words';
import { devicesWords } from '../../words/devices';
import panel from '../alerts/AlertPanel.module.css';
import { useSession } from '../session/useSession';
import { type DeviceDetail, deviceQuery, renewSignIn } from './api';
import { BalanceView } from './BalanceView';
import { ClockOffset } from './ClockOffset';
import style from './DevicePanel.module.css';
import { DeviceState } from './DeviceState';
import { CredentialModal } from './RegisterForm';

interface Props {
  id: number;
  onClose: () => void;
  onOpen: (id: number) => void;
}

/** One device: is it alive, is its clock right, does what it sent balance with what became of it? */
export function DevicePanel({ id, onClose, onOpen }: Props) {
  const { words } = useLanguage();
  const says = useTexts(devicesWords);
  const device = useQuery(deviceQuery(id));
  return (
    <aside className={`${panel.panel} ${style.panel}`} aria-label={says.devices.panel}>
      <Button
        className={style.close}
        type="text"
        icon={<CloseOutlined />}
        onClick={onClose}
        aria-label={words.alert.close}
        title={`${words.alert.close} (Esc)`}
      />
      {device.isError && !device.data && <Problem error={device.error} what="devices" retry={() => device.refetch()} />}
      {device.isPending && <Bones lines={8} />}
      {device.data && <Details device={device.data} onOpen={onOpen} />}
    </aside>
  );
}

function Details({ device, onOpen }: { device: DeviceDetail; onOpen: (id: number) => void }) {
  const { pick } = useLanguage();
  const says = useTexts(devicesWords);
  const { health, parent } = device;
  return (
    <>
      <header className={style.section}>
        <p className={style.place}>
          {[device.area, device.zone]
            .map((place) => place && pick(place.name))
            .filter(Boolean)
            .join(' · ')}
        </p>
        <h1>{pick(device.name)}</h1>
        <DeviceState health={health} />
      </header>
      <section className={style.section}>
        <h2>{says.devices.liveness}</h2>
        <dl className={style.facts}>
          {(parent || health.channel.at) && (
            <>
              <dt>{says.devices.channel}</dt>
              <dd>
                <Sign sign={health.channel} />
              </dd>
            </>
          )}
          <dt>{parent ? says.devices.gateway : says.devices.session}</dt>
          <dd>
            {health.gateway ? <Sign sign={health.gateway} /> : says.devices.itself}
            {parent && (
              <Button type="link" size="small" onClick={() => onOpen(parent.id)}>
                {pick(parent.name)}
              </Button>
            )}
          </dd>
          <dt>{says.devices.clock}</dt>
          <dd>
            <ClockOffset seconds={health.clock_offset_s} />
            {health.clock_offset_s !== null && <span className={style.quiet}>{says.devices.corrected}</span>}
          </dd>
          <dt>{says.devices.code}</dt>
          <dd className={style.code}>{device.code}</dd>
        </dl>
        <NewSignIn id={device.id} />
      </section>
      <section className={style.section}>
        <h2>{says.balance.title}</h2>
        <BalanceView balance={device.tallies} />
      </section>
      {device.channels.length > 0 && (
        <section className={style.section}>
          <h2>{says.devices.channels(device.channel_count)}</h2>
          <ul className={style.channels}>
            {device.channels.map((channel) => (
              <li key={channel.id}>
                <button type="button" onClick={() => onOpen(channel.id)}>
                  {pick(channel.name)}
                </button>
                <DeviceState health={channel.health} isBrief />
              </li>
            ))}
          </ul>
          {device.channel_count > device.channels.length && (
            <p className="quiet">{says.devices.channelsFirst(device.channels.length)}</p>
          )}
        </section>
      )}
      {(device.covers || device.filing_number) && (
        <section className={style.section}>
          <h2>{says.devices.purpose}</h2>
          <dl className={style.facts}>
            <dt>{says.devices.covers}</dt>
            <dd>{device.covers || '—'}</dd>
            <dt>{says.devices.filing}</dt>
            <dd>{device.filing_number || '—'}</dd>
          </dl>
        </section>
      )}
    </>
  );
}

/** For a device whose password is lost; shown to who manages devices. */
function NewSignIn({ id }: { id: number }) {
  const { words } = useLanguage();
  const { join } = useTexts(devicesWords);
  const { permissions } = useSession();
  const send = useMutation({ mutationFn: () => renewSignIn(id) });
  if (!permissions.includes('devices.manage')) return null;
  return (
    <>
      <Popconfirm
        title={join.renew}
        description={join.renewSure}
        okText={join.renew}
        cancelText={words.alert.cancel}
        onConfirm={() => send.mutate()}
      >
        <Button className={style.action} size="small" loading={send.isPending}>
          {join.renew}
        </Button>
      </Popconfirm>
      <FormProblem error={send.error} />
      {send.data && <CredentialModal credential={send.data} onClose={send.reset} />}
    </>
  );
}

function Sign({ sign }: { sign: Schemas['SignOfLife'] }) {
  const says = useTexts(devicesWords);
  return (
    <>
      {says.signs[sign.state as keyof typeof says.signs] ?? sign.state}
      {sign.at && (
        <span className={style.quiet}>
          <Ago at={sign.at} />
        </span>
      )}
    </>
  );
}
