import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { FormProblem } from '../../parts/FormProblem';
import { Bones } from '../../parts/Later';
import { Problem } from '../../parts/Problem';
import { When } from '../../parts/When';
import { useLanguage, useTexts } from '../../words';
import { careWords } from '../../words/care';
import { sayNotReached, sayReached, type Watched, type WatchedAlert, watchedQuery } from './api';
import style from './Care.module.css';
import { HomeLine } from './HomeLine';
import { Notices } from './Notices';

/** Is she all right? For each person who named me: how it is, what I am asked, and my answer. */
export function WatchedPage() {
  const says = useTexts(careWords);
  const watched = useQuery(watchedQuery);
  if (watched.isError && !watched.data) {
    return <Problem error={watched.error} what="watched" retry={() => watched.refetch()} />;
  }
  if (!watched.data) return <Bones lines={6} />;
  return (
    <div className={style.page} data-page="watched">
      {watched.data.length === 0 && (
        <section>
          <h1>{says.watched.none}</h1>
          <p>{says.watched.noneNext}</p>
        </section>
      )}
      {watched.data.map((person) => (
        <Person key={person.contact} person={person} />
      ))}
      <Notices />
    </div>
  );
}

function Person({ person }: { person: Watched }) {
  const { pick } = useLanguage();
  const says = useTexts(careWords);
  const said = says.watched;
  const asked = person.alerts.filter(({ step }) => step === 'asked');
  const going = person.alerts.filter(({ step }) => step === 'sent' || step === 'on_the_way');
  const visited = person.alerts.filter(({ step }) => step === 'visited');
  const over = person.alerts.filter(({ step }) => step === 'over');
  const state = says.states[person.home?.state as 'home'] ?? says.states.unknown;
  return (
    <section className={style.answer} data-state={asked.length ? undefined : person.home?.state}>
      <h1>{asked.length ? said.asked(person.name) : person.home ? said.answer(person.name, state) : person.name}</h1>
      {person.home ? (
        <HomeLine home={person.home} said={said} />
      ) : (
        <p>
          {person.name} {said.hidden}
        </p>
      )}
      {[...asked, ...going].map((alert) => (
        <Asked key={alert.id} contact={person.contact} alert={alert} />
      ))}
      {visited.map(({ id, opened_at }) => (
        <p key={id} className={style.hint} data-step="visited">
          <When at={opened_at} /> · {said.steps.visited}
        </p>
      ))}
      {asked.length + going.length === 0 && <p className={style.hint}>{said.calm}</p>}
      {over.length > 0 && (
        <details>
          <summary>{said.earlier}</summary>
          {over.map(({ id, line, opened_at }) => (
            <p key={id} className={style.hint}>
              <When at={opened_at} /> {pick(line)}
            </p>
          ))}
        </details>
      )}
    </section>
  );
}

function Asked({ contact, alert }: { contact: number; alert: WatchedAlert }) {
  const { pick } = useLanguage();
  const says = useTexts(careWords);
  const said = says.watched;
  const queries = useQueryClient();
  const answer = useMutation({
    mutationFn: (say: typeof sayReached) => say(contact, alert.id),
    onSettled: () => queries.invalidateQueries({ queryKey: watchedQuery.queryKey }),
  });
  return (
    <div className={style.question} data-step={alert.step}>
      <p>{pick(alert.line)}</p>
      <p className={style.hint}>
        <When at={alert.opened_at} /> · {said.steps[alert.step as 'asked']}
      </p>
      <div className={style.answers}>
        <Button
          type={alert.step === 'asked' ? 'primary' : 'default'}
          disabled={answer.isPending}
          onClick={() => answer.mutate(sayReached)}
          data-action="reached"
        >
          {said.reached}
        </Button>
        {alert.step === 'asked' && (
          <Button disabled={answer.isPending} onClick={() => answer.mutate(sayNotReached)} data-action="not-reached">
            {said.notReached}
          </Button>
        )}
      </div>
      <FormProblem error={answer.error} />
    </div>
  );
}
