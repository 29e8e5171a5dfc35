import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { reread, useLiveAlerts } from '../features/alerts/live';
import { pagesFor } from '../features/session/pages';
import { useSession } from '../features/session/useSession';
import { useSignOut } from '../features/session/useSignOut';
import { useStream } from '../live/useStream';
import { wishForSearch } from '../parts/searchWish';
import { untilLoaded } from '../parts/untilLoaded';
import { useWords } from '../words';
import { Account } from './Account';
import { useAlarm } from './alarm';
import { useKeyboardListener, useKeys } from './keys';
import { NetworkState } from './NetworkState';
import style from './Shell.module.css';

const KeysHelp = lazy(() => untilLoaded(() => import('./KeysHelp')));
const SignInAlarm = lazy(async () => ({ default: (await untilLoaded(() => import('./SignInAlarm'))).SignInAlarm }));
const Urgent = lazy(async () => ({ default: (await untilLoaded(() => import('../features/lists/Urgent'))).Urgent }));
const Asked = lazy(() => untilLoaded(() => import('../features/dispatch/Asked')));
const TourBar = lazy(() => untilLoaded(() => import('../features/tour/TourBar')));

/** The frame of every page behind the sign-in: where one is, what is live, who one is. */
export function Shell() {
  const words = useWords();
  const navigate = useNavigate();
  const { permissions, is_demo } = useSession();
  const pages = useMemo(() => pagesFor(permissions), [permissions]);
  const [help, setHelp] = useState(false);
  const leave = useSignOut();
  useKeyboardListener();
  // Whoever is not shown alerts has no stream, so nothing on their pages is more or less live.
  const isLive = permissions.includes('alerts.read');
  useAlarm(isLive);
  const handlers = useLiveAlerts();
  // Where patrols are is asked for only where it is drawn, and told only to those who may send people.
  const path = useLocation({ select: ({ pathname }) => pathname });
  const isMap = path === '/';
  const withPatrols = isMap && permissions.includes('alerts.triage');
  useStream(isLive ? `/api/stream${withPatrols ? '?patrols=true' : ''}` : null, handlers, reread);
  const search = useCallback(() => {
    wishForSearch();
    void navigate({ to: '/queue' });
  }, [navigate]);
  useKeys(
    useMemo(
      () => [
        { key: '?', label: words.keys.help, run: () => setHelp(true) },
        // Where there is a search on the page, it takes the key; elsewhere it is the queue's, for those who have one.
        ...(isLive ? [{ key: '/', label: words.keys.search, run: search }] : []),
        ...pages.map(({ name, to }, index) => ({
          key: String(index + 1),
          label: words.keys.page(words.nav[name]),
          run: () => void navigate({ to }),
        })),
      ],
      [words, navigate, pages, isLive, search],
    ),
  );
  const nav = useRef<HTMLElement>(null);
  // On a phone the row of pages is longer than the screen; where one is stays in sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: looks again when one goes to another page.
  useEffect(() => {
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [path]);
  return (
    <div className={style.frame}>
      <a className={style.skip} href="#content">
        {words.shell.skip}
      </a>
      <header className={style.bar}>
        <Link to="/" className={style.brand}>
          <img src="/icon.svg" alt="" width="24" height="24" />
          {words.name}
        </Link>
        <nav ref={nav} className={style.nav} aria-label={words.shell.main}>
          {pages.map(({ name, to }) => (
            <Link key={name} to={to} activeOptions={{ exact: to === '/', includeSearch: false }}>
              {words.nav[name]}
            </Link>
          ))}
        </nav>
        {is_demo && <span className={style.demo}>{words.shell.demo}</span>}
        {isLive && <NetworkState />}
        <Account onKeys={() => setHelp(true)} onLeave={() => leave.mutate()} />
      </header>
      <div className={style.notes}>
        {leave.isError && (
          <div className="notice" role="alert">
            <p>{words.shell.notSignedOut}</p>
            <Button onClick={() => leave.mutate()}>{words.shell.signOut}</Button>
          </div>
        )}
        <Suspense fallback={null}>
          <SignInAlarm />
          <Urgent />
          <Asked />
        </Suspense>
        <Suspense fallback={null}>{is_demo && <TourBar />}</Suspense>
      </div>
      <main id="content" className={style.content} tabIndex={-1}>
        <Outlet />
      </main>

      <Suspense fallback={null}>{help && <KeysHelp onClose={() => setHelp(false)} />}</Suspense>
    </div>
  );
}
