import { CloseOutlined, ExpandOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useWords } from '../../words';
import style from './AlertPanel.module.css';
import { AlertView } from './AlertView';

/** One alert beside what it was chosen from. */
export function AlertPanel({ id, onClose }: { id: number; onClose: () => void }) {
  const words = useWords();
  return (
    <aside className={style.panel} aria-label={words.alert.panel}>
      <AlertView
        id={id}
        corner={
          <span className={style.corner}>
            <Link to="/alerts/$id" params={{ id: String(id) }} aria-label={words.alert.whole} title={words.alert.whole}>
              <ExpandOutlined />
            </Link>
            <Button
              type="text"
              icon={<CloseOutlined />}
              onClick={onClose}
              aria-label={words.alert.close}
              title={`${words.alert.close} (Esc)`}
            />
          </span>
        }
      />
    </aside>
  );
}
