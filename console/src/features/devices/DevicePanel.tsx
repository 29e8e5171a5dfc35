import { CloseOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import type { Schemas } from '../../api/client';
import { Ago } from '../../parts/Ago';
import { Bones } from '../../parts/Later';
import { Problem } from '../../parts/Problem';
import { useLanguage } from '../../words';
import panel from '../alerts/AlertPanel.module.css';
import { type DeviceDetail, deviceQuery } from './api';
import { BalanceView } from './BalanceView';
import { ClockOffset } from './ClockOffset';
import style from './DevicePanel.module.css';
import { DeviceState } from './DeviceState';

interface Props {
  id: number;
  onClose: () => void;
  onOpen: (id: number) => void;
}

/** One device: is it alive, is its clock right, does what it sent balance with what became of it? */
export function DevicePanel({ id, onClose, onOpen }: Props) {
  const { words } = useLanguage();
  const device = useQuery(deviceQuery(id));
  return (
    <aside className={`${panel.panel} ${style.panel}`} aria-label={words.devices.panel}>
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
  const { words, pick } = useLanguage();
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
        <h2>{words.devices.liveness}</h2>
        <dl className={style.facts}>
          {(parent || health.channel.at) && (
            <>
              <dt>{words.devices.channel}</dt>
              <dd>
                <Sign sign={health.channel} />
              </dd>
            </>
          )}
          <dt>{parent ? words.devices.gateway : words.devices.session}</dt>
          <dd>
            {health.gateway ? <Sign sign={health.gateway} /> : words.devices.itself}
            {parent && (
              <Button type="link" size="small" onClick={() => onOpen(parent.id)}>
                {pick(parent.name)}
              </Button>
            )}
          </dd>
          <dt>{words.devices.clock}</dt>
          <dd>
            <ClockOffset seconds={health.clock_offset_s} />
            {health.clock_offset_s !== null && <span className={style.quiet}>{words.devices.corrected}</span>}
          </dd>
          <dt>{words.devices.code}</dt>
          <dd className={style.code}>{device.code}</dd>
        </dl>
      </section>
      <section className={style.section}>
        <h2>{words.balance.title}</h2>
        <BalanceView balance={device.tallies} />
      </section>
      {device.channels.length > 0 && (
        <section className={style.section}>
          <h2>{words.devices.channels(device.channels.length)}</h2>
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
        </section>
      )}
      {(device.covers || device.filing_number) && (
        <section className={style.section}>
          <h2>{words.devices.purpose}</h2>
          <dl className={style.facts}>
            <dt>{words.devices.covers}</dt>
            <dd>{device.covers || '—'}</dd>
            <dt>{words.devices.filing}</dt>
            <dd>{device.filing_number || '—'}</dd>
          </dl>
        </section>
      )}
    </>
  );
}

function Sign({ sign }: { sign: Schemas['SignOfLife'] }) {
  const { words } = useLanguage();
  return (
    <>
      {words.signs[sign.state as keyof typeof words.signs] ?? sign.state}
      {sign.at && (
        <span className={style.quiet}>
          <Ago at={sign.at} />
        </span>
      )}
    </>
  );
}
