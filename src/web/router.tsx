import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  useMatches,
} from '@tanstack/react-router'
import { parseSearch, searchText } from './dashboard/search.ts'
import { HomePage } from './home/HomePage.tsx'
import { MissingPage } from './parts/states.tsx'
import { Shell } from './shell/Shell.tsx'

/** Pages for people who are not signed in stand by themselves; all others stand in the shell. */
function Root() {
  const isOutside = useMatches({ select: (matches) => matches.some(({ staticData }) => staticData.isOutside) })
  return isOutside ? <Outlet /> : <Shell />
}

const rootRoute = createRootRoute({ component: Root, notFoundComponent: MissingPage })

const homeRoute = createRoute({ getParentRoute: () => rootRoute, path: '/', component: HomePage })

export const dashboardRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/d/$id',
  component: lazyRouteComponent(() => import('./dashboard/DashboardPage.tsx'), 'DashboardPage'),
})

const analysisRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/a/$id',
  component: lazyRouteComponent(() => import('./analysis/AnalysisPage.tsx'), 'AnalysisPage'),
})

const exploreRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/explore',
  component: lazyRouteComponent(() => import('./explore/ExplorePage.tsx'), 'ExplorePage'),
})

const myWorkRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/my-work',
  component: lazyRouteComponent(() => import('./my-work/MyWorkPage.tsx'), 'MyWorkPage'),
})

const reportsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reports',
  component: lazyRouteComponent(() => import('./reports/ReportsPage.tsx'), 'ReportsPage'),
})

const reportsPartRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reports/$part',
  component: lazyRouteComponent(() => import('./reports/ReportsPage.tsx'), 'ReportsPage'),
})

const dataRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/data',
  component: lazyRouteComponent(() => import('./sources/DataPage.tsx'), 'DataPage'),
})

const dataPartRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/data/$part',
  component: lazyRouteComponent(() => import('./sources/DataPage.tsx'), 'DataPage'),
})

const peopleRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/people',
  component: lazyRouteComponent(() => import('./people/PeoplePage.tsx'), 'PeoplePage'),
})

const peoplePartRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/people/$part',
  component: lazyRouteComponent(() => import('./people/PeoplePage.tsx'), 'PeoplePage'),
})

const accountRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/account',
  component: lazyRouteComponent(() => import('./account/AccountPage.tsx'), 'AccountPage'),
})

const settingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('./settings/SettingsPage.tsx'), 'SettingsPage'),
})

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  staticData: { isOutside: true },
  component: lazyRouteComponent(() => import('./entry/SignInPage.tsx'), 'SignInPage'),
})

const welcomeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/welcome',
  staticData: { isOutside: true },
  component: lazyRouteComponent(() => import('./entry/WelcomePage.tsx'), 'WelcomePage'),
})

const routeTree = rootRoute.addChildren([
  homeRoute,
  dashboardRoute,
  analysisRoute,
  exploreRoute,
  myWorkRoute,
  reportsRoute,
  reportsPartRoute,
  dataRoute,
  dataPartRoute,
  peopleRoute,
  peoplePartRoute,
  accountRoute,
  settingsRoute,
  signInRoute,
  welcomeRoute,
])

export const makeRouter = () =>
  createRouter({
    routeTree,
    parseSearch,
    stringifySearch: searchText,
    defaultPreload: 'intent',
    scrollRestoration: true,
  })

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>
  }
  interface StaticDataRouteOption {
    /** for people who are not signed in */
    isOutside?: boolean
  }
}
