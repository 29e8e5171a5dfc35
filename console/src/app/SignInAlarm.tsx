import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { sessionQuery } from '../features/session/api';
import { readAlarm } from '../features/session/passkeys';
import { When } from '../parts/When';
import { useLanguage } from '../words';

/** Somebody else made use of one's sign-in: said above every page until it is read. */
export function SignInAlarm() {
  const { words, pick } = useLanguage();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { data: session } = useQuery(sessionQuery);
  const read = useMutation({
    mutationFn: readAlarm,
    onSuccess: () => queries.invalidateQueries({ queryKey: sessionQuery.queryKey }),
  });
  if (!session?.alarm) return null;
  return (
    <div className="notice" role="alert">
      <p>
        <strong>{pick(session.alarm.words)}</strong> · <When at={session.alarm.at} />
        <br />
        {words.passkey.alarmNext}
      </p>
      <Button type="primary" onClick={() => navigate({ to: '/password' })}>
        {words.passkey.changePassword}
      </Button>
      <Button onClick={() => read.mutate()}>{words.passkey.read}</Button>
    </div>
  );
}
