import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { Button } from 'antd';
import { Preferences } from '../../app/Preferences';
import { FormProblem } from '../../parts/FormProblem';
import { Bones } from '../../parts/Later';
import { Problem } from '../../parts/Problem';
import { When } from '../../parts/When';
import { useWords } from '../../words';
import { sessionQuery } from './api';
import { PasskeyProblem } from './PasskeyProblem';
import { makePasskey, ownPasskeysQuery, type PasskeyRow, removePasskey } from './passkeys';
import style from './SignInPage.module.css';
import { useSignOut } from './useSignOut';

/** One's own passkeys; the first one is made here by whoever holds a post that needs one. */
export function PasskeyPage() {
  const { passkey } = useWords();
  const queries = useQueryClient();
  const router = useRouter();
  const session = useQuery(sessionQuery);
  const own = useQuery(ownPasskeysQuery);
  const reread = async () => {
    await queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
    await router.invalidate();
  };
  const make = useMutation({ mutationFn: makePasskey, onSuccess: reread });
  const remove = useMutation({ mutationFn: removePasskey, onSuccess: reread });
  const again = useSignOut();
  const needed = session.data?.passkey_needed ?? false;
  const hasOther = needed && (session.data?.passkeys ?? 0) > 0;
  const title = hasOther ? passkey.otherwiseTitle : needed ? passkey.neededTitle : passkey.ownTitle;
  const lead = hasOther ? passkey.otherwiseLead : needed ? passkey.neededLead : passkey.ownLead;
  return (
    <div className={style.page}>
      <Preferences />
      <main className={style.box} id="content">
        <h1 className={style.title}>{title}</h1>
        <p className={style.lead}>{lead}</p>
        {own.isPending && <Bones lines={3} />}
        {own.isError && <Problem error={own.error} what="page" retry={() => own.refetch()} />}
        {own.data?.length === 0 && !needed && <p className="quiet">{passkey.none}</p>}
        {own.data && own.data.length > 0 && (
          <ul className={style.keys}>
            {own.data.map((key) => (
              <Key key={key.id} row={key} onRemove={hasOther ? undefined : () => remove.mutate(key.id)} />
            ))}
          </ul>
        )}
        <PasskeyProblem error={make.error ?? remove.error} />
        <FormProblem error={again.error} />
        {hasOther ? (
          <Button type="primary" size="large" block onClick={() => again.mutate()}>
            {passkey.signInAgain}
          </Button>
        ) : (
          <>
            <Button
              type={needed || own.data?.length === 0 ? 'primary' : 'default'}
              size="large"
              block
              loading={make.isPending}
              onClick={() => make.mutate()}
            >
              {passkey.make}
            </Button>
            {!needed && (
              <Button type="link" className={style.back} onClick={() => router.navigate({ to: '/' })}>
                {passkey.leave}
              </Button>
            )}
          </>
        )}
      </main>
    </div>
  );
}

function Key({ row, onRemove }: { row: PasskeyRow; onRemove?: () => void }) {
  const { passkey } = useWords();
  return (
    <li>
      <span>
        <strong>{row.is_built_in ? passkey.builtIn : passkey.carried}</strong> · {row.host}
        <small>
          {row.is_stopped ? (
            passkey.stopped
          ) : (
            <>
              {passkey.made} <When at={row.made_at} /> ·{' '}
              {row.used_at ? (
                <>
                  {passkey.used} <When at={row.used_at} />
                </>
              ) : (
                passkey.never
              )}
            </>
          )}
        </small>
      </span>
      {onRemove && (
        <Button type="link" onClick={onRemove}>
          {passkey.remove}
        </Button>
      )}
    </li>
  );
}
