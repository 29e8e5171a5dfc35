import { CloseOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useLanguage } from '../../words';
import panel from '../alerts/AlertPanel.module.css';
import style from '../devices/DevicePanel.module.css';
import type { Model } from './api';
import { CoverageState } from './CoverageState';
import own from './ModelPanel.module.css';

/** One model: its question, whether it can see here, its limits with their source, and where it goes wrong. */
export function ModelPanel({ model, onClose }: { model: Model; onClose: () => void }) {
  const { words, pick } = useLanguage();
  return (
    <aside className={`${panel.panel} ${style.panel}`} aria-label={words.models.panel}>
      <Button
        className={style.close}
        type="text"
        icon={<CloseOutlined />}
        onClick={onClose}
        aria-label={words.alert.close}
        title={`${words.alert.close} (Esc)`}
      />
      <header className={style.section}>
        <p className={style.place}>
          {model.number} · {pick(model.title)}
        </p>
        <h1>{pick(model.question)}</h1>
        <p>
          <CoverageState model={model} /> <span className={style.quiet}>{pick(model.reason)}</span>
        </p>
      </header>
      <section className={style.section}>
        <h2>{words.models.parameters}</h2>
        <ul className={own.parameters}>
          {model.parameters.map((parameter) => (
            <li key={`${parameter.rule}/${parameter.name}`}>
              <span>{pick(parameter.title)}</span>
              <strong>
                {parameter.value} {parameter.unit}
              </strong>
              <span className={own.bounds}>
                {words.models.bounds(parameter.min, parameter.max, parameter.default, parameter.unit)}
                <br />
                {words.alert.source}: {parameter.source}
              </span>
            </li>
          ))}
        </ul>
      </section>
      {model.traps.length > 0 && (
        <section className={style.section}>
          <h2>{words.models.traps}</h2>
          <ul className={own.traps}>
            {model.traps.map((trap) => (
              <li key={trap.zh}>{pick(trap)}</li>
            ))}
          </ul>
        </section>
      )}
    </aside>
  );
}
