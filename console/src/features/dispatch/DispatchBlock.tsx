import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { SeverityMark } from '../../parts/SeverityMark';
import { When } from '../../parts/When';
import { useLanguage } from '../../words';
import { AddForm } from './AddForm';
import type { DispatchRow } from './api';
import style from './Dispatch.module.css';
import { LegLine, Place } from './LegLine';
import { OfferForm } from './OfferForm';

/** One alert's joint work: every organisation's part, then the helpers. */
export function DispatchBlock({ row }: { row: DispatchRow }) {
  const { words, pick } = useLanguage();
  const { dispatch: say } = words;
  const [opened, setOpened] = useState<'add' | 'ask'>();
  const close = () => setOpened(undefined);
  return (
    <article className={style.block}>
      <h2>
        <SeverityMark severity={row.alert.severity as 'high'} />
        <Link to="/alerts/$id" params={{ id: String(row.alert.id) }}>
          {pick(row.alert.line)}
        </Link>
      </h2>
      <ul className={style.legs}>
        {row.legs.map((leg) => (
          <LegLine key={leg.id} leg={leg} />
        ))}
        {row.tasks.map((task) => (
          <li key={`task-${task.id}`} className={style.leg}>
            <span className={style.state} data-state={task.state === 'offered' ? 'waiting' : task.state}>
              {say.taskStates[task.state as keyof typeof say.taskStates] ?? task.state}
            </span>
            <span>
              <strong>
                {say.asked} {task.volunteer.name}
              </strong>{' '}
              · {task.what}
              <small>
                <When at={task.since} />
                {task.where && <Place where={task.where} />}
              </small>
            </span>
          </li>
        ))}
      </ul>
      {row.may_add && (
        <div className={style.buttons}>
          <Button onClick={() => setOpened('add')}>{say.add}</Button>
          <Button onClick={() => setOpened('ask')}>{say.ask}</Button>
        </div>
      )}
      {opened === 'add' && <AddForm row={row} onClose={close} />}
      {opened === 'ask' && <OfferForm row={row} onClose={close} />}
    </article>
  );
}
