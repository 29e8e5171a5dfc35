import { CloseOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../words';
import style from './SidePanel.module.css';

interface Props {
  label: string;
  onClose: () => void;
  children: ReactNode;
  /** What one can do with it, always at the foot. */
  actions?: ReactNode;
}

/** What a row opened: its facts in sections that scroll, and what one can do at the foot. */
export function SidePanel({ label, onClose, children, actions }: Props) {
  const words = useWords();
  return (
    <aside className={style.panel} aria-label={label}>
      <Button
        className={style.close}
        type="text"
        icon={<CloseOutlined />}
        onClick={onClose}
        aria-label={words.alert.close}
        title={`${words.alert.close} (Esc)`}
      />
      <div className={style.scroll}>{children}</div>
      {actions && <footer className={style.actions}>{actions}</footer>}
    </aside>
  );
}

interface HeadProps {
  kicker?: ReactNode;
  title: ReactNode;
  children?: ReactNode;
}

export function PanelHead({ kicker, title, children }: HeadProps) {
  return (
    <header className={style.section}>
      {kicker && <p className={style.kicker}>{kicker}</p>}
      <h1>{title}</h1>
      {children}
    </header>
  );
}

export function PanelSection({ title, children }: { title?: ReactNode; children: ReactNode }) {
  return (
    <section className={style.section}>
      {title && <h2>{title}</h2>}
      {children}
    </section>
  );
}

/** Names and values; what is empty is a dash. */
export function Facts({ rows }: { rows: readonly (readonly [name: ReactNode, value: ReactNode])[] }) {
  return (
    <dl className={style.facts}>
      {rows.map(([name, value], place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are fixed and never move.
        <div key={place}>
          <dt>{name}</dt>
          <dd>{value || '—'}</dd>
        </div>
      ))}
    </dl>
  );
}
