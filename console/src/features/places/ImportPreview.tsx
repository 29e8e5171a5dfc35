import { Button } from 'antd';
import { useLanguage, useTexts } from '../../words';
import { placesWords } from '../../words/places';
import type { Preview, Table } from './api';
import style from './Places.module.css';

interface Props {
  preview: Preview;
  table: Table | undefined;
  isWriting: boolean;
  onConfirm: () => void;
}

/** What the file would do, its faults by line, and the one button that writes. */
export function ImportPreview({ preview, table, isWriting, onConfirm }: Props) {
  const { pick, language } = useLanguage();
  const says = useTexts(placesWords);
  const headingOf = (name: string) =>
    (language === 'zh' && table?.columns.find((column) => column.name === name)?.zh) || name;
  const { created, changed, same, faulty, faults } = preview;
  const shown = new Set(faults.map(({ line }) => line)).size;
  return (
    <section className={style.preview}>
      <h2>{says.result(created, changed, same, faulty)}</h2>
      {faults.length > 0 && (
        <>
          <p>{says.faulty}</p>
          <table className={style.faults}>
            <thead>
              <tr>
                <th className="number">{says.line}</th>
                <th>{says.column}</th>
                <th>{says.why}</th>
              </tr>
            </thead>
            <tbody>
              {faults.map(({ line, column, why }) => (
                <tr key={`${line}/${column}`}>
                  <td className="number">{line}</td>
                  <td>{headingOf(column)}</td>
                  <td>{pick(why)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {faulty > shown && <p className={style.quiet}>{says.more(faulty - shown)}</p>}
        </>
      )}
      {created + changed > 0 ? (
        <Button type="primary" size="large" loading={isWriting} onClick={onConfirm}>
          {says.confirm(created + changed)}
        </Button>
      ) : (
        <p>{says.nothing}</p>
      )}
    </section>
  );
}
