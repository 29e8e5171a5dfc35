import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Popconfirm, Switch } from 'antd';
import { FormProblem } from '../../parts/FormProblem';
import { shortly, useNow } from '../../parts/time';
import { useLanguage, useTexts } from '../../words';
import { careWords } from '../../words/care';
import { agree, letSee, type OwnPage, ownQuery, withdraw } from './api';
import style from './Care.module.css';

/** Who may see me, and what I agreed to: each by itself, each to be taken back here. */
export function Consents({ own }: { own: OwnPage }) {
  const { pick, language } = useLanguage();
  const says = useTexts(careWords);
  const said = says.own;
  const now = useNow();
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: (act: () => Promise<OwnPage>) => act(),
    onSuccess: (page) => queries.setQueryData(ownQuery.queryKey, page),
  });
  return (
    <>
      <section>
        <h2>{said.contacts}</h2>
        {own.contacts.length === 0 && <p className={style.hint}>{said.contactsNone}</p>}
        {own.contacts.map(({ id, name, relation, sees_home }) => (
          <div key={id} className={style.row}>
            <span>
              {name}
              <small>{pick(relation)}</small>
            </span>
            <Switch
              checked={sees_home}
              disabled={change.isPending}
              onChange={(sees) => change.mutate(() => letSee(id, sees))}
              aria-label={said.sees(name)}
            />
          </div>
        ))}
        {own.contacts.length > 0 && <p className={style.hint}>{said.contactsHint}</p>}
      </section>
      <section>
        <h2>{said.consents}</h2>
        {own.consents.map(({ purpose, title, given_at, by_page }) => (
          <div key={purpose} className={style.row} data-purpose={purpose}>
            <span>
              {pick(title)}
              <small>{given_at ? said.since(shortly(given_at, now, language)) : said.none}</small>
            </span>
            {given_at ? (
              <Popconfirm
                title={said.withdrawSure}
                okText={said.withdraw}
                cancelText={said.keep}
                onConfirm={() => change.mutate(() => withdraw(purpose))}
              >
                <Button disabled={change.isPending}>{said.withdraw}</Button>
              </Popconfirm>
            ) : (
              by_page && (
                <Button disabled={change.isPending} onClick={() => change.mutate(() => agree(purpose))}>
                  {said.agree}
                </Button>
              )
            )}
          </div>
        ))}
        <p className={style.hint}>{said.consentsHint}</p>
        <FormProblem error={change.error} />
      </section>
    </>
  );
}
