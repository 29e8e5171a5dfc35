import { useMutation } from '@tanstack/react-query';
import type { Schemas } from '../../api/client';
import { FormProblem } from '../../parts/FormProblem';
import { useLanguage } from '../../words';
import { playRole, type Session } from './api';
import style from './SignInPage.module.css';

type Role = Schemas['PlayedRole'];

interface Props {
  roles: Role[];
  onEnter: (session: Session) => void;
}

/** Whose work shows most of the platform, in the order in which to try them. */
const FIRST = ['dispatcher', 'property_guard', 'community_officer', 'property_manager', 'ops_engineer'];

/** One click each: whom one plays, and where. */
export function DemoRoles({ roles, onEnter }: Props) {
  const { words } = useLanguage();
  const play = useMutation({ mutationFn: playRole, onSuccess: onEnter });
  const first = FIRST.flatMap((name) => roles.filter(({ role }) => role === name));
  const others = roles.filter((role) => !first.includes(role));
  return (
    <>
      <h1 className={style.title}>{words.signIn.demoTitle}</h1>
      <p className={style.lead}>{words.signIn.demoLead}</p>
      <RoleList roles={first} isBusy={play.isPending} onPlay={play.mutate} />
      <FormProblem error={play.error} />
      {others.length > 0 && (
        <details className={style.others}>
          <summary>{words.signIn.otherRoles}</summary>
          <RoleList roles={others} isBusy={play.isPending} onPlay={play.mutate} />
        </details>
      )}
    </>
  );
}

function RoleList({ roles, isBusy, onPlay }: { roles: Role[]; isBusy: boolean; onPlay: (role: string) => void }) {
  const { pick } = useLanguage();
  return (
    <ul className={style.roles}>
      {roles.map(({ role, title, name, area }) => (
        <li key={role}>
          <button type="button" onClick={() => onPlay(role)} disabled={isBusy} data-role={role}>
            <strong>{pick(title)}</strong>
            <span>
              {name}
              {area && ` · ${pick(area)}`}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
