import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { FormProblem } from '../../parts/FormProblem';
import { Bones } from '../../parts/Later';
import { ListPage } from '../../parts/ListPage';
import { Problem } from '../../parts/Problem';
import { When } from '../../parts/When';
import { useLanguage } from '../../words';
import { answerTask, type TaskRow, tasksQuery } from './api';
import style from './Dispatch.module.css';
import { PatrolBlock } from './PatrolBlock';
import { ShareWhere } from './ShareWhere';

/** What am I asked to do, and where? */
export function TasksPage() {
  const { tasks: say, nav } = useLanguage().words;
  const tasks = useQuery(tasksQuery);
  const rows = tasks.data;
  const open = rows?.filter(({ state }) => state === 'offered' || state === 'taken').length ?? 0;
  return (
    <ListPage
      label={nav.tasks}
      answer={rows ? say.answer(open) : nav.tasks}
      tools={<p className="quiet">{say.lead}</p>}
    >
      {rows?.some(({ state }) => state === 'taken') && <ShareWhere />}
      <PatrolBlock />
      {tasks.isError && !rows && <Problem error={tasks.error} what="page" retry={() => tasks.refetch()} />}
      {tasks.isPending && <Bones lines={4} />}
      {rows?.length === 0 && (
        <div className="empty">
          <p>{say.emptyNext}</p>
        </div>
      )}
      {rows?.map((task) => (
        <Task key={task.id} task={task} />
      ))}
    </ListPage>
  );
}

function Task({ task }: { task: TaskRow }) {
  const { words, pick } = useLanguage();
  const { tasks: say, dispatch } = words;
  const queries = useQueryClient();
  const send = useMutation({
    mutationFn: (step: string) => answerTask(task.id, step),
    onSettled: () => queries.invalidateQueries({ queryKey: ['tasks'] }),
  });
  return (
    <article className={style.task}>
      <p>
        <strong>{task.what}</strong>
        <br />
        {pick(task.where)} · <When at={task.offered_at} />
      </p>
      <FormProblem error={send.error} />
      <div className={style.buttons}>
        {task.state === 'offered' && (
          <>
            <Button type="primary" size="large" onClick={() => send.mutate('take')}>
              {say.take}
            </Button>
            <Button size="large" onClick={() => send.mutate('decline')}>
              {say.decline}
            </Button>
          </>
        )}
        {task.state === 'taken' && (
          <Button type="primary" size="large" onClick={() => send.mutate('done')}>
            {say.done}
          </Button>
        )}
        {task.state !== 'offered' && task.state !== 'taken' && (
          <span className="quiet">
            {dispatch.taskStates[task.state as keyof typeof dispatch.taskStates]}
            {task.state === 'done' && ` · ${say.thanks}`}
          </span>
        )}
      </div>
    </article>
  );
}
