import { CloseOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useLanguage, useTexts } from '../../words';
import { trialWords } from '../../words/trial';
import panel from '../alerts/AlertPanel.module.css';
import style from '../devices/DevicePanel.module.css';
import { useSession } from '../session/useSession';
import type { Model } from './api';
import { ChangeList } from './ChangeList';
import { CoverageState } from './CoverageState';
import { byRule } from './limits';
import own from './ModelPanel.module.css';
import { ParameterList } from './ParameterList';
import { RecordView } from './RecordView';

/** One model: its question, whether it can see here, its limits with their source, and where it goes wrong. */
export function ModelPanel({ model, onClose }: { model: Model; onClose: () => void }) {
  const { words, pick } = useLanguage();
  const says = useTexts(trialWords);
  const { permissions } = useSession();
  const rules = byRule(model.parameters);
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
      <RecordView model={model} />
      <section className={style.section}>
        <h2>{words.models.parameters}</h2>
        {permissions.includes('models.try') && model.group !== 'upkeep' && (
          <p>
            <Link to="/models/$model/trial" params={{ model: model.name }}>
              {says.open}
            </Link>
          </p>
        )}
        {rules.map((parameters) => (
          <ParameterList key={parameters[0]?.rule} parameters={parameters} isOnly={rules.length === 1} />
        ))}
      </section>
      <ChangeList model={model} />
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
