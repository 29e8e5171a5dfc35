import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { FormProblem } from '../../parts/FormProblem';
import { Bones } from '../../parts/Later';
import { Problem } from '../../parts/Problem';
import { duration, useNow } from '../../parts/time';
import { useLanguage, useTexts } from '../../words';
import { careWords } from '../../words/care';
import { type OwnPage as Own, ownQuery, sayFine } from './api';
import style from './Care.module.css';
import { Consents } from './Consents';
import { HomeLine } from './HomeLine';
import { Notices } from './Notices';

/** A resident's own page: how it is at home, one large button to say "I'm fine", and what they agreed to. */
export function OwnPage() {
  const says = useTexts(careWords);
  const own = useQuery(ownQuery);
  if (own.isError && !own.data) return <Problem error={own.error} what="own" retry={() => own.refetch()} />;
  if (!own.data) return <Bones lines={6} />;
  if (!own.data.registered) {
    return (
      <div className={style.page}>
        <h1>{says.own.notRegistered}</h1>
        <p>{says.own.notRegisteredNext}</p>
      </div>
    );
  }
  return (
    <div className={style.page} data-page="own">
      <Answer own={own.data} />
      <Reminders own={own.data} />
      <Notices />
      <Consents own={own.data} />
      <section>
        <Link to="/looks">{says.own.looks}</Link>
      </section>
      {own.data.home && <Fine isAsked={own.data.question !== null} />}
    </div>
  );
}

function Answer({ own: { home, question } }: { own: Own }) {
  const { language } = useLanguage();
  const says = useTexts(careWords);
  const said = says.own;
  const now = useNow();
  if (!home) {
    return (
      <section>
        <h1>{said.notSensed}</h1>
        <p>{said.notSensedNext}</p>
      </section>
    );
  }
  if (question) {
    const until = question.until ? Date.parse(question.until) : now;
    const lasting = duration((until - Date.parse(question.since)) / 1000, language);
    const asked = question.until ? said.questionAfter(lasting) : said.question(lasting);
    return (
      <section className={style.question} aria-live="polite">
        <h1>{question.help_called ? said.questionHelp : asked}</h1>
        <p>{question.on_the_way ? said.onTheWay : said.questionNext}</p>
      </section>
    );
  }
  return (
    <section className={style.answer} data-state={home.state}>
      <h1>{said.answer[home.state as 'home'] ?? said.answer.unknown}</h1>
      <HomeLine
        home={home}
        said={{ heard: said.heard, away: said.awaySince, unknown: said.unknownWhy, usual: said.usual }}
      />
    </section>
  );
}

/** A registration that is due, of the home I live in or let. */
function Reminders({ own: { reminders } }: { own: Own }) {
  const said = useTexts(careWords).own;
  if (reminders.length === 0) return null;
  return (
    <section>
      <h2>{said.reminder}</h2>
      {reminders.map(({ alert, is_landlord }) => (
        <p key={alert}>{is_landlord ? said.reminderLandlord : said.reminderTenant}</p>
      ))}
      <p className={style.hint}>{said.reminderNext}</p>
    </section>
  );
}

/** Always there, so that whoever is asked knows where it is; the only thing that is filled while they are asked. */
function Fine({ isAsked }: { isAsked: boolean }) {
  const says = useTexts(careWords);
  const queries = useQueryClient();
  const say = useMutation({ mutationFn: sayFine, onSuccess: (page) => queries.setQueryData(ownQuery.queryKey, page) });
  return (
    <div className={style.thumb}>
      <Button
        type={isAsked ? 'primary' : 'default'}
        className={style.fine}
        loading={say.isPending}
        onClick={() => say.mutate()}
        data-action="fine"
      >
        {says.own.fine}
      </Button>
      <p className={style.thanks} aria-live="polite">
        {say.isSuccess && says.own.thanks}
      </p>
      <FormProblem error={say.error} />
    </div>
  );
}
