import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Segmented, Select } from 'antd';
import { Bones } from '../../parts/Later';
import { ListPage } from '../../parts/ListPage';
import { Problem } from '../../parts/Problem';
import { useLanguage } from '../../words';
import { modesQuery, shiftQuery } from './api';
import { ModesView } from './ModesView';
import { ShiftView } from './ShiftView';

const route = getRouteApi('/inside/shift');

/** What must the next shift know? */
export function ShiftPage() {
  const { words, pick } = useLanguage();
  const { tab, area, role } = route.useSearch();
  const navigate = route.useNavigate();
  const found = useQuery(shiftQuery(area, role));
  const shift = found.data;
  const modes = useQuery({ ...modesQuery, enabled: tab === 'modes' }).data;
  const answer =
    tab === 'modes' && modes
      ? words.modes.answer(modes.filter(({ state }) => state === 'in_force').length)
      : shift?.post
        ? words.shift.answer(pick(shift.post.area.name), shift.open.length, shift.modes.length)
        : words.nav.shift;
  return (
    <ListPage
      label={words.nav.shift}
      answer={answer}
      tools={
        <>
          <Segmented
            value={tab ?? 'shift'}
            onChange={(value) =>
              navigate({ search: (old) => ({ ...old, tab: value === 'modes' ? 'modes' : undefined }), replace: true })
            }
            options={(['shift', 'modes'] as const).map((value) => ({ value, label: words.shift.tabs[value] }))}
          />
          {shift && shift.posts.length > 1 && (
            <Select
              aria-label={words.shift.post}
              value={`${shift.post?.area.id}/${shift.post?.role.role}`}
              onChange={(value: string) => {
                const [chosen, asked] = value.split('/');
                void navigate({ search: (old) => ({ ...old, area: Number(chosen), role: asked }), replace: true });
              }}
              options={shift.posts.map((post) => ({
                value: `${post.area.id}/${post.role.role}`,
                label: `${pick(post.area.name)} · ${pick(post.role.name)}`,
              }))}
            />
          )}
        </>
      }
    >
      {tab === 'modes' ? (
        <ModesView area={shift?.post?.area.id} />
      ) : found.isError && !shift ? (
        <Problem error={found.error} what="shift" retry={() => found.refetch()} />
      ) : shift ? (
        <ShiftView shift={shift} />
      ) : (
        <Bones lines={8} />
      )}
    </ListPage>
  );
}
