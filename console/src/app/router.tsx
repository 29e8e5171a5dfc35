import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { queueSearch } from '../features/alerts/search';
import { devicesSearch } from '../features/devices/search';
import { listsSearch } from '../features/lists/search';
import { placesSearch } from '../features/places/search';
import { sessionQuery } from '../features/session/api';
import { pagesFor } from '../features/session/pages';
import { isUnfinished, setupQuery } from '../features/setup/api';
import { shiftSearch } from '../features/shift/search';
import { situationSearch } from '../features/situation/search';
import { tourQuery } from '../features/tour/api';
import { Bones } from '../parts/Later';
import { Crashed } from './Crashed';
import { NotFound } from './NotFound';
import { queries } from './queries';
import { Shell } from './Shell';
import { Welcome } from './Welcome';

const root = createRootRouteWithContext<{ queries: QueryClient }>()({ notFoundComponent: NotFound });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  // Only a path of ours is taken as where to go next, so that a link cannot lead elsewhere.
  validateSearch: ({ next }: Record<string, unknown>): { next?: string } =>
    typeof next === 'string' && /^\/(?![/\\])/.test(next) ? { next } : {},
  beforeLoad: async ({ context, search }) => {
    const { open } = await context.queries.ensureQueryData(setupQuery);
    if (open) throw redirect({ to: '/setup' });
    // Who is signed in already, by another tab or an address kept from before, goes in.
    if (await context.queries.ensureQueryData(sessionQuery)) throw redirect({ href: search.next ?? '/' });
  },
  component: lazyRouteComponent(() => import('../features/session/SignInPage'), 'SignInPage'),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('../features/setup/SetupPage'), 'SetupPage'),
});
const password = createRoute({
  getParentRoute: () => root,
  path: '/password',
  component: lazyRouteComponent(() => import('../features/session/PasswordPage'), 'PasswordPage'),
});

const passkey = createRoute({
  getParentRoute: () => root,
  path: '/passkey',
  beforeLoad: async ({ context }) => {
    if (!(await context.queries.ensureQueryData(sessionQuery))) throw redirect({ to: '/sign-in' });
  },
  component: lazyRouteComponent(() => import('../features/session/PasskeyPage'), 'PasskeyPage'),
});

const listFigures = createRoute({
  getParentRoute: () => root,
  path: '/list-figures',
  component: lazyRouteComponent(() => import('../features/lists/QuartersPage'), 'QuartersPage'),
});

/** Everything behind the sign-in. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  component: Shell,
  beforeLoad: async ({ context, location }) => {
    const session = await context.queries.ensureQueryData(sessionQuery);
    if (!session) throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { next: location.href } });
    if (session.must_change_password) throw redirect({ to: '/password' });
    // The page's clock is the demo's from the first picture on; a demo that cannot say stops nobody.
    if (session.is_demo) await context.queries.ensureQueryData(tourQuery).catch(() => null);
    if (session.passkey_needed) throw redirect({ to: '/passkey' });
    return { session };
  },
});

const situation = createRoute({
  getParentRoute: () => inside,
  path: '/',
  validateSearch: situationSearch,
  beforeLoad: async ({ context: { session, queries } }) => {
    if (session.permissions.includes('places.manage') && isUnfinished(await queries.ensureQueryData(setupQuery))) {
      throw redirect({ to: '/setup' });
    }
    const [first] = pagesFor(session.permissions);
    if (first?.to !== '/') throw redirect({ to: first?.to ?? '/welcome' });
  },
  component: lazyRouteComponent(() => import('../features/situation/SituationPage'), 'SituationPage'),
});
const welcome = createRoute({ getParentRoute: () => inside, path: '/welcome', component: Welcome });
const queue = createRoute({
  getParentRoute: () => inside,
  path: '/queue',
  validateSearch: queueSearch,
  component: lazyRouteComponent(() => import('../features/alerts/QueuePage'), 'QueuePage'),
});
const dispatch = createRoute({
  getParentRoute: () => inside,
  path: '/dispatch',
  // `send`: the alert to send out jointly, or `new` to choose one.
  validateSearch: ({ send }: Record<string, unknown>): { send?: number | 'new' } => ({
    send: send === 'new' ? 'new' : Number(send) || undefined,
  }),
  component: lazyRouteComponent(() => import('../features/dispatch/DispatchPage'), 'DispatchPage'),
});
const tasks = createRoute({
  getParentRoute: () => inside,
  path: '/tasks',
  component: lazyRouteComponent(() => import('../features/dispatch/TasksPage'), 'TasksPage'),
});
const alert = createRoute({
  getParentRoute: () => inside,
  path: '/alerts/$id',
  component: lazyRouteComponent(() => import('../features/alerts/AlertPage'), 'AlertPage'),
});
const places = createRoute({
  getParentRoute: () => inside,
  path: '/places',
  validateSearch: placesSearch,
  component: lazyRouteComponent(() => import('../features/places/PlacesPage'), 'PlacesPage'),
});
const shift = createRoute({
  getParentRoute: () => inside,
  path: '/shift',
  validateSearch: shiftSearch,
  component: lazyRouteComponent(() => import('../features/shift/ShiftPage'), 'ShiftPage'),
});
const devices = createRoute({
  getParentRoute: () => inside,
  path: '/devices',
  validateSearch: devicesSearch,
  component: lazyRouteComponent(() => import('../features/devices/DevicesPage'), 'DevicesPage'),
});
const crowd = createRoute({
  getParentRoute: () => inside,
  path: '/crowd',
  component: lazyRouteComponent(() => import('../features/crowd/CrowdPage'), 'CrowdPage'),
});
const cases = createRoute({
  getParentRoute: () => inside,
  path: '/cases',
  validateSearch: ({ kind, place }: Record<string, unknown>): { kind?: string; place?: string } => ({
    ...(typeof kind === 'string' && { kind }),
    ...(typeof place === 'string' && { place }),
  }),
  component: lazyRouteComponent(() => import('../features/cases/CasesPage'), 'CasesPage'),
});
const upkeep = createRoute({
  getParentRoute: () => inside,
  path: '/upkeep',
  validateSearch: ({ device }: Record<string, unknown>): { device?: string } =>
    typeof device === 'string' ? { device } : {},
  component: lazyRouteComponent(() => import('../features/upkeep/UpkeepPage'), 'UpkeepPage'),
});
const models = createRoute({
  getParentRoute: () => inside,
  path: '/models',
  validateSearch: ({ model }: Record<string, unknown>): { model?: string } =>
    typeof model === 'string' ? { model } : {},
  component: lazyRouteComponent(() => import('../features/models/ModelsPage'), 'ModelsPage'),
});
const trial = createRoute({
  getParentRoute: () => inside,
  path: '/models/$model/trial',
  validateSearch: ({ trial: shown, sweep }: Record<string, unknown>): { trial?: number; sweep?: number } =>
    Number(shown) ? { trial: Number(shown) } : Number(sweep) ? { sweep: Number(sweep) } : {},
  component: lazyRouteComponent(() => import('../features/models/TrialPage'), 'TrialPage'),
});

const number = (given: unknown): number | undefined => Number(given) || undefined;
const text = (given: unknown): string | undefined => (typeof given === 'string' && given ? given : undefined);

const lists = createRoute({
  getParentRoute: () => inside,
  path: '/lists',
  validateSearch: listsSearch,
  component: lazyRouteComponent(() => import('../features/lists/ListsPage'), 'ListsPage'),
});
interface ResidentsSearch {
  area?: number;
  resident?: number;
  tab?: 'landlords';
}

const residents = createRoute({
  getParentRoute: () => inside,
  path: '/residents',
  validateSearch: ({ area, resident, tab }: Record<string, unknown>): ResidentsSearch => ({
    area: number(area),
    resident: number(resident),
    tab: tab === 'landlords' ? tab : undefined,
  }),
  component: lazyRouteComponent(() => import('../features/residents/ResidentsPage'), 'ResidentsPage'),
});
const isolations = createRoute({
  getParentRoute: () => inside,
  path: '/isolations',
  component: lazyRouteComponent(() => import('../features/isolation/IsolationsPage'), 'IsolationsPage'),
});
const looks = createRoute({
  getParentRoute: () => inside,
  path: '/looks',
  component: lazyRouteComponent(() => import('../features/residents/LooksPage'), 'LooksPage'),
});
const own = createRoute({
  getParentRoute: () => inside,
  path: '/home',
  component: lazyRouteComponent(() => import('../features/care/OwnPage'), 'OwnPage'),
});
const watched = createRoute({
  getParentRoute: () => inside,
  path: '/family',
  component: lazyRouteComponent(() => import('../features/care/WatchedPage'), 'WatchedPage'),
});
const emergency = createRoute({
  getParentRoute: () => inside,
  path: '/emergency',
  component: lazyRouteComponent(() => import('../features/care/EmergencyPage'), 'EmergencyPage'),
});
const duty = createRoute({
  getParentRoute: () => inside,
  path: '/duty',
  validateSearch: ({ person }: Record<string, unknown>): { person?: number } => ({ person: number(person) }),
  component: lazyRouteComponent(() => import('../features/duty/DutyPage'), 'DutyPage'),
});
const accounts = createRoute({
  getParentRoute: () => inside,
  path: '/accounts',
  validateSearch: ({ q, account }: Record<string, unknown>): { q?: string; account?: number } => ({
    q: text(q),
    account: number(account),
  }),
  component: lazyRouteComponent(() => import('../features/accounts/AccountsPage'), 'AccountsPage'),
});
interface AuditSearch {
  tab?: 'records' | 'stops' | 'alarms';
  result?: string;
  name?: string;
  about?: string;
}
const audit = createRoute({
  getParentRoute: () => inside,
  path: '/audit',
  validateSearch: ({ tab, result, name, about }: Record<string, unknown>): AuditSearch => ({
    tab: tab === 'records' || tab === 'stops' || tab === 'alarms' ? tab : undefined,
    result: text(result),
    name: text(name),
    about: text(about),
  }),
  component: lazyRouteComponent(() => import('../features/audit/AuditPage'), 'AuditPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    setup,
    password,
    passkey,
    listFigures,
    inside.addChildren([
      situation,
      welcome,
      queue,
      alert,
      dispatch,
      tasks,
      shift,
      places,
      crowd,
      cases,
      upkeep,
      devices,
      models,
      trial,
      lists,
      residents,
      isolations,
      own,
      watched,
      emergency,
      looks,
      duty,
      accounts,
      audit,
    ]),
  ]),
  context: { queries },
  defaultPreload: 'intent',
  defaultErrorComponent: Crashed,
  // A page that is still on its way shows where its lines will be, not nothing.
  defaultPendingComponent: Bones,
  defaultPendingMs: 200,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
