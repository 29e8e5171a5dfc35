import { CloseOutlined, ExpandOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useWords } from '../../words';
import style from './AlertPanel.module.css';
import { AlertView } from './AlertView';

const AlertMap = lazy(() => import('../situation/AlertMap'));

interface Props {
  id: number;
  onClose: () => void;
  /** Chosen on a map, which stays in sight on a phone too. */
  isOverMap?: boolean;
}

/** One alert beside what it was chosen from. */
export function AlertPanel({ id, onClose, isOverMap = false }: Props) {
  const words = useWords();
  return (
    <aside className={style.panel} data-over-map={isOverMap || undefined} aria-label={words.alert.panel}>
      <AlertView
        id={id}
        map={isOverMap ? undefined : <WayThere id={id} />}
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

/** On a phone the panel covers the map, so the place is drawn in the panel when it is asked for. */
function WayThere({ id }: { id: number }) {
  const words = useWords();
  const [open, setOpen] = useState(false);
  return (
    <details className={style.way} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{words.alert.way}</summary>
      {open && (
        <div className={style.map}>
          <Suspense fallback={null}>
            <AlertMap id={id} />
          </Suspense>
        </div>
      )}
    </details>
  );
}
