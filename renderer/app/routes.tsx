import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router';
import { VisitScreen } from '../sites/visit-screen.tsx';
import { Broken } from './broken.tsx';
import { Frame } from './frame/frame.tsx';

/** Every screen by its address. The visit's home is in the first chunk; the others come when they are wanted. */
const root = createRootRoute({ component: Frame, notFoundComponent: VisitScreen });
const text = (value: unknown) => (typeof value === 'string' ? value : undefined);

const routes = [
  createRoute({ getParentRoute: () => root, path: '/', component: VisitScreen }),
  createRoute({
    getParentRoute: () => root,
    path: '/ready',
    component: lazyRouteComponent(() => import('../sites/ready-screen.tsx'), 'ReadyScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/handover',
    component: lazyRouteComponent(() => import('../sites/handover-screen.tsx'), 'HandoverScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/nodes',
    component: lazyRouteComponent(() => import('../discovery/nodes-screen.tsx'), 'NodesScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/nodes/$nodeId/identify',
    validateSearch: (search): { slot?: string | undefined } => ({ slot: text(search.slot) }),
    component: lazyRouteComponent(() => import('../nodes/identify-screen.tsx'), 'IdentifyScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/nodes/$nodeId/provision',
    component: lazyRouteComponent(() => import('../provisioning/provision-screen.tsx'), 'ProvisionScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/checks',
    validateSearch: (search): { from?: string | undefined } => ({ from: text(search.from) }),
    component: lazyRouteComponent(() => import('../checks/checks-screen.tsx'), 'ChecksScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/serial',
    validateSearch: (search): { port?: string | undefined } => ({ port: text(search.port) }),
    component: lazyRouteComponent(() => import('../serial/serial-screen.tsx'), 'SerialScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/bundle',
    component: lazyRouteComponent(() => import('../bundles/bundle-screen.tsx'), 'BundleScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/ledger',
    component: lazyRouteComponent(() => import('../sync/ledger-screen.tsx'), 'LedgerScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/setup',
    component: lazyRouteComponent(() => import('../settings/setup-screen.tsx'), 'SetupScreen'),
  }),
] as const;

/** The page's router. Addresses live behind the hash, for the page is one file of the app's own scheme. */
export const router = createRouter({
  routeTree: root.addChildren(routes),
  history: createHashHistory(),
  defaultPreload: 'intent',
  defaultErrorComponent: Broken,
  defaultPendingMs: 200,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
