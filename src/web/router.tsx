import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { parseSearch, searchText } from './dashboard/search.ts'
import { HomePage } from './home/HomePage.tsx'
import { MissingPage } from './parts/states.tsx'
import { Shell } from './shell/Shell.tsx'

const rootRoute = createRootRoute({ component: Shell, notFoundComponent: MissingPage })

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

const routeTree = rootRoute.addChildren([
  homeRoute,
  dashboardRoute,
  analysisRoute,
  exploreRoute,
  myWorkRoute,
  reportsRoute,
  reportsPartRoute,
  dataRoute,
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
}
