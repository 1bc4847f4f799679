import type { z } from 'zod'
import { accountRoutes } from './account.ts'
import { appRoutes } from './app.ts'
import { dashboardRoutes } from './dashboards.ts'
import { dataRoutes } from './data.ts'
import { deliveryRoutes } from './delivery.ts'
import { entryRoutes } from './entry.ts'
import { figureRoutes } from './figures.ts'
import { peopleRoutes } from './people.ts'
import { reportRoutes } from './reports.ts'
import type { RouteKey } from './route.ts'
import { savedRoutes } from './saved.ts'

/** The HTTP API by subject: every route that the server has, what it takes and what it answers. */
export const API = Object.freeze({
  workspace: appRoutes,
  entry: entryRoutes,
  account: accountRoutes,
  figures: figureRoutes,
  dashboards: dashboardRoutes,
  reports: reportRoutes,
  delivery: deliveryRoutes,
  saved: savedRoutes,
  data: dataRoutes,
  people: peopleRoutes,
})

type Tables = (typeof API)[keyof typeof API]
type All<T> = (T extends unknown ? (table: T) => void : never) extends (table: infer Every) => void ? Every : never
type Every = All<Tables>

/** Routes that answer JSON: those that a program can call. */
export type Callable = {
  [K in keyof Every]: Every[K] extends { answer: z.ZodType } ? K : never
}[keyof Every] &
  RouteKey

type PathPart<Path> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | PathPart<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never
type Sent<R, Part extends 'query' | 'body'> = R extends { [part in Part]: infer S extends z.ZodType }
  ? z.input<S>
  : unknown

/** What a route is given: parts of its path, its query and its body, by name. */
export type Given<K extends Callable> = Readonly<Record<PathPart<K>, string>> &
  Sent<Every[K], 'query'> &
  Sent<Every[K], 'body'>

/** What it answers. */
export type Got<K extends Callable> = Every[K] extends { answer: infer S extends z.ZodType } ? z.output<S> : never
