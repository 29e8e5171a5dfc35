import { SettingOutlined } from '@ant-design/icons';
import { Button, Checkbox, Popover } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../words';
import style from './DataTable.module.css';

interface Props {
  columns: { key: string; title: ReactNode }[];
  hidden: ReadonlySet<string>;
  onToggle: (column: string) => void;
}

/** Puts columns away and brings them back. */
export function ColumnChooser({ columns, hidden, onToggle }: Props) {
  const { table } = useWords();
  const choices = (
    <div className={style.choices}>
      {columns.map(({ key, title }) => (
        <Checkbox key={key} checked={!hidden.has(key)} onChange={() => onToggle(key)}>
          {title}
        </Checkbox>
      ))}
    </div>
  );
  return (
    <Popover trigger="click" placement="bottomRight" content={choices} title={table.columns}>
      <Button type="text" size="small" icon={<SettingOutlined />} aria-label={table.columns} title={table.columns} />
    </Popover>
  );
}
