import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { When } from '../../parts/When';
import { useLanguage, useTexts } from '../../words';
import { careWords } from '../../words/care';
import { markSeen, noticesQuery } from './api';
import style from './Care.module.css';

/** What I was told and have not put away yet. */
export function Notices() {
  const { pick } = useLanguage();
  const says = useTexts(careWords);
  const queries = useQueryClient();
  const notices = useQuery(noticesQuery);
  const seen = useMutation({
    mutationFn: markSeen,
    onSettled: () => queries.invalidateQueries({ queryKey: noticesQuery.queryKey }),
  });
  const fresh = notices.data?.filter(({ is_seen }) => !is_seen) ?? [];
  if (fresh.length === 0) return null;
  return (
    <section>
      <h2>{says.own.notices}</h2>
      {fresh.map(({ id, at, text }) => (
        <div key={id} className={style.row}>
          <span>
            {pick(text)}
            <small>
              <When at={at} />
            </small>
          </span>
          <Button onClick={() => seen.mutate(id)} disabled={seen.isPending}>
            {says.own.read}
          </Button>
        </div>
      ))}
    </section>
  );
}
