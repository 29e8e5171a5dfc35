import { useLanguage } from '../../words';
import { measure } from '../../words/measures';
import { DeviceState } from '../devices/DeviceState';
import style from './AlertView.module.css';
import type { Alert } from './api';

/** Why there is this alert: sentences first, then the rule with its limits, then whether the device can be trusted. */
export function Explanation({ alert }: { alert: Alert }) {
  const { words, pick, language } = useLanguage();
  const { sentences, parameters, device_health: health } = alert.explanation;
  return (
    <section className={style.section}>
      <h2>{words.alert.why}</h2>
      <ul className={style.sentences}>
        {/* The first sentence is the head's own. */}
        {sentences.slice(1).map((sentence) => (
          <li key={sentence.zh}>{pick(sentence)}</li>
        ))}
      </ul>
      {parameters.length > 0 && (
        <details>
          <summary>{words.alert.rule(parameters.length)}</summary>
          <table className={style.table}>
            <thead>
              <tr>
                <th>{words.alert.limit}</th>
                <th className="number">{words.alert.value}</th>
                <th>{words.alert.source}</th>
              </tr>
            </thead>
            <tbody>
              {parameters.map(({ name, title, value, unit, source }) => (
                <tr key={name}>
                  <td>{pick(title)}</td>
                  <td className="number">{measure(value, unit, language)}</td>
                  <td>{pick(source)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
      {health && alert.device && (
        <p className={style.device}>
          <span>{pick(alert.device.name)}</span>
          <DeviceState health={health} />
        </p>
      )}
    </section>
  );
}
