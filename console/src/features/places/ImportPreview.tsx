import { Button } from 'antd';
import { useLanguage } from '../../words';
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
  const { words, pick, language } = useLanguage();
  const headingOf = (name: string) =>
    (language === 'zh' && table?.columns.find((column) => column.name === name)?.zh) || name;
  const { created, changed, same, faulty, faults } = preview;
  const shown = new Set(faults.map(({ line }) => line)).size;
  return (
    <section className={style.preview}>
      <h2>{words.places.result(created, changed, same, faulty)}</h2>
      {faults.length > 0 && (
        <>
          <p>{words.places.faulty}</p>
          <table className={style.faults}>
            <thead>
              <tr>
                <th className="number">{words.places.line}</th>
                <th>{words.places.column}</th>
                <th>{words.places.why}</th>
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
          {faulty > shown && <p className={style.quiet}>{words.places.more(faulty - shown)}</p>}
        </>
      )}
      {created + changed > 0 ? (
        <Button type="primary" size="large" loading={isWriting} onClick={onConfirm}>
          {words.places.confirm(created + changed)}
        </Button>
      ) : (
        <p>{words.places.nothing}</p>
      )}
    </section>
  );
}
