import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useLanguage, useTexts } from '../../words';
import { askedWords } from '../../words/asked';
import { askedQuery, confirmNotice } from './api';
import { useNotices, useShown } from './receipts';

const PAGES = ['/dispatch', '/tasks', '/lists?tab=wrong'] as const;

/** One's organisation was sent, or oneself was asked to help: said above every page until one has confirmed it. */
export default function Asked() {
  const { pick } = useLanguage();
  const say = useTexts(askedWords);
  const navigate = useNavigate();
  const queries = useQueryClient();
  const all = useNotices();
  useShown(all);
  // Alerts stand in the queue; this is for what stands on a page of its own.
  const notices = all?.filter(({ link }) => PAGES.some((page) => page === link)) ?? [];
  const confirm = useMutation({
    mutationFn: confirmNotice,
    onSettled: () => queries.invalidateQueries({ queryKey: askedQuery.queryKey }),
  });
  const first = notices[0];
  if (!first) return null;
  return (
    <div className="notice" role="alert">
      <p>
        <strong>{pick(first.subject)}</strong> · {pick(first.text)}
        {notices.length > 1 && ` ${say.more(notices.length - 1)}`}
      </p>
      <Button
        type="primary"
        loading={confirm.isPending}
        onClick={() => {
          confirm.mutate(first.id);
          void navigate({ href: first.link });
        }}
      >
        {say.open}
      </Button>
    </div>
  );
}
