import { useTexts } from '../../words';
import { figure } from '../../words/counted';
import { devicesWords } from '../../words/devices';
import type { Balance } from './api';
import style from './BalanceView.module.css';

const PARTS = ['journalled', 'duplicate', 'quarantined', 'refused', 'parked'] as const;

/** The promise that nothing vanishes, as the sum it is: received = kept + repeats + … */
export function BalanceView({ balance }: { balance: Balance }) {
  const says = useTexts(devicesWords);
  return (
    <div className={style.balance}>
      <p data-wrong={balance.balances ? undefined : ''}>
        <strong>{balance.balances ? says.balance.holds : says.balance.broken}</strong>
      </p>
      <dl className={style.sum}>
        <div className={style.whole}>
          <dt>{says.balance.received}</dt>
          <dd>{figure(balance.received)}</dd>
        </div>
        {PARTS.map((part) => (
          <div key={part} data-none={balance[part] === 0 || undefined}>
            <dt>{says.balance[part]}</dt>
            <dd>{figure(balance[part])}</dd>
            <Bar share={balance.received ? balance[part] / balance.received : 0} />
          </div>
        ))}
      </dl>
      <Reasons balance={balance} />
    </div>
  );
}

function Bar({ share }: { share: number }) {
  return (
    <span className={style.bar} aria-hidden="true">
      <i style={{ width: `${share * 100}%` }} />
    </span>
  );
}

function Reasons({ balance }: { balance: Balance }) {
  const says = useTexts(devicesWords);
  const rows = [...balance.rows, ...balance.apart].filter(({ reason }) => reason);
  if (rows.length === 0) return null;
  return (
    <details className={style.reasons}>
      <summary>{says.balance.reasons}</summary>
      <table>
        <tbody>
          {rows.map(({ outcome, reason, count: n }) => (
            <tr key={outcome + reason}>
              <td>{says.balance[outcome as 'parked'] ?? outcome}</td>
              <td>{reason}</td>
              <td className="number">{figure(n)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
