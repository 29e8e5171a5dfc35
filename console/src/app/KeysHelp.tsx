import { Modal } from 'antd';
import { useMemo } from 'react';
import { useWords } from '../words';
import { type KeyBinding, useKeysInForce } from './keys';
import style from './Shell.module.css';

const SHOWN_AS: Record<string, string> = { ArrowDown: '↓', ArrowUp: '↑', Escape: 'Esc' };

/** Every key that does something on this page, by what it does. */
export default function KeysHelp({ onClose }: { onClose: () => void }) {
  const words = useWords();
  const bindings = useKeysInForce();
  const lines = useMemo(() => byMeaning(bindings), [bindings]);
  return (
    <Modal open mask={{ closable: true }} onCancel={onClose} footer={null} title={words.keys.title} width={420}>
      <dl className={style.keys}>
        {lines.map(([label, keys]) => (
          <div key={label} style={{ display: 'contents' }}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{SHOWN_AS[key] ?? key.toUpperCase()}</kbd>
              ))}
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}

function byMeaning(bindings: KeyBinding[]): [label: string, keys: string[]][] {
  const lines = new Map<string, string[]>();
  for (const { key, label } of bindings) lines.set(label, [...(lines.get(label) ?? []), key]);
  return [...lines];
}
