/** The pages behind the sign-in and the permission each needs, in the order of the bar. */
export const PAGES = [
  { name: 'situation', to: '/', needs: 'situation.read' },
  { name: 'queue', to: '/queue', needs: 'alerts.read' },
  { name: 'dispatch', to: '/dispatch', needs: 'alerts.work' },
  { name: 'tasks', to: '/tasks', needs: 'tasks.read' },
  { name: 'shift', to: '/shift', needs: 'alerts.work' },
  { name: 'crowd', to: '/crowd', needs: 'crowd.read' },
  { name: 'cases', to: '/cases', needs: 'cases.read' },
  { name: 'upkeep', to: '/upkeep', needs: 'devices.read' },
  { name: 'devices', to: '/devices', needs: 'devices.read' },
  { name: 'models', to: '/models', needs: 'models.read' },
  { name: 'places', to: '/places', needs: 'places.manage' },
  { name: 'lists', to: '/lists', needs: 'lists.read' },
  { name: 'residents', to: '/residents', needs: 'residents.read' },
  { name: 'isolation', to: '/isolations', needs: 'isolation.manage' },
  { name: 'duty', to: '/duty', needs: 'duty.read' },
  { name: 'accounts', to: '/accounts', needs: 'accounts.read' },
  { name: 'audit', to: '/audit', needs: 'audit.read' },
  { name: 'own', to: '/home', needs: 'own.read' },
  { name: 'watched', to: '/family', needs: 'watched.read' },
  { name: 'emergency', to: '/emergency', needs: 'emergency.read' },
  { name: 'looks', to: '/looks', needs: 'looks.read' },
] as const;

export type Page = (typeof PAGES)[number];

/** The pages this person may open. */
export const pagesFor = (permissions: readonly string[]): Page[] =>
  PAGES.filter(({ needs }) => permissions.includes(needs));
