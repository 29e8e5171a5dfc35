import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { NotFound } from './NotFound';
import { Shell } from './Shell';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });
const situation = createRoute({ getParentRoute: () => root, path: '/', component: NotFound });

export const router = createRouter({ routeTree: root.addChildren([situation]) });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
