import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Popconfirm } from 'antd';
import { Bones } from '../../parts/Later';
import { Problem } from '../../parts/Problem';
import { shortly, useNow } from '../../parts/time';
import { useLanguage } from '../../words';
import { useSession } from '../session/useSession';
import { endMode, type Mode, modesQuery } from './api';
import { ModeForm } from './ModeForm';
import { ModeLine } from './ModeLine';
import style from './Shift.module.css';

/** What holds alerts back now, and a form for the next; each ends by itself. */
export function ModesView({ area }: { area: number | undefined }) {
  const { words } = useLanguage();
  const { permissions } = useSession();
  const found = useQuery(modesQuery);
  const maySet = permissions.includes('modes.set');
  if (found.isError && !found.data) return <Problem error={found.error} what="modes" retry={() => found.refetch()} />;
  if (!found.data) return <Bones lines={6} />;
  return (
    <div className={style.sheet}>
      {found.data.length === 0 ? (
        <div>
          <strong>{words.modes.empty}</strong>
          <p className={style.quiet}>{words.modes.emptyNext}</p>
        </div>
      ) : (
        <ul className={style.rows}>
          {found.data.map((mode) => (
            <Row key={mode.id} mode={mode} maySet={maySet} />
          ))}
        </ul>
      )}
      {maySet ? <ModeForm key={area} area={area} /> : <p className={style.quiet}>{words.modes.readOnly}</p>}
    </div>
  );
}

function Row({ mode, maySet }: { mode: Mode; maySet: boolean }) {
  const { words, language } = useLanguage();
  const now = useNow();
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: () => endMode(mode.id),
    onSettled: () => {
      for (const queryKey of [['modes'], ['shift'], ['situation']]) void queries.invalidateQueries({ queryKey });
    },
  });
  const isOver = mode.state === 'over';
  return (
    <li data-over={isOver || undefined}>
      <ModeLine mode={mode} />
      <span className={style.quiet}>
        {words.modes.states[mode.state as keyof typeof words.modes.states]}
        {mode.state === 'planned' && ` · ${shortly(mode.begins_at, now, language)}`}
        {` · ${words.modes.alerts} ${mode.alerts}`}
        {mode.participants.length > 0 && ` · ${mode.participants.map(({ name }) => name).join(words.marks.list)}`}
      </span>
      {maySet && !isOver && (
        <Popconfirm
          title={words.modes.endAsk}
          okText={words.modes.end}
          cancelText={words.alert.cancel}
          onConfirm={() => end.mutate()}
        >
          <Button loading={end.isPending}>{words.modes.end}</Button>
        </Popconfirm>
      )}
    </li>
  );
}
