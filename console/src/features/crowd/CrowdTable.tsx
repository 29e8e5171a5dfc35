import { clockTime } from '../../parts/time';
import { useLanguage } from '../../words';
import { figure } from '../../words/counted';
import { crowdWords } from '../../words/upkeep';
import type { CrowdPlace } from './api';
import { rowsOf } from './outlook';

/** The chart's figures. */
export function CrowdTable({ place }: { place: CrowdPlace }) {
  const { language } = useLanguage();
  return (
    <table>
      <thead>
        <tr>
          {crowdWords[language].columns.map((title, nth) => (
            <th key={title} className={nth ? 'number' : undefined}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rowsOf(place).map(([at, ...figures]) => (
          <tr key={at}>
            <td>{clockTime(String(at), language).slice(0, 5)}</td>
            {figures.map((each, nth) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the columns are fixed.
              <td key={nth} className="number">
                {each === '' ? '—' : figure(Number(each))}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
