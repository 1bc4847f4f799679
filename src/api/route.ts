import type { z } from 'zod'

/** One route of the HTTP API: what it takes and what it answers. */
export interface Route {
  /** what it is for, in one sentence */
  summary: string
  /** parts of its path that are no plain text */
  params?: z.ZodObject
  query?: z.ZodObject
  /** read as JSON */
  body?: z.ZodType
  answer: z.ZodType | Media
  /** 200 unless it says otherwise */
  status?: number
}

/** An answer that is no JSON, or not only: a file, or the way to another page. */
export interface Media {
  /** the types that it may have; none: an empty answer */
  media: readonly string[]
}

/** `GET /api/dashboards/:id` */
export type RouteKey = `${'GET' | 'POST'} /${string}`

/** Routes by method and path, as the guard names them too. */
export const routes = <const T extends Readonly<Record<RouteKey, Route>>>(table: T): T => Object.freeze(table)

/** A file for people, of one of these types. */
export const files = (...media: readonly string[]): Media => ({ media })

export const HTML = 'text/html'
export const CSV = 'text/csv'
export const PDF = 'application/pdf'
export const MARKDOWN = 'text/markdown'
export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
