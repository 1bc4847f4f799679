import type { Instant } from '../base/index.ts'
import type { Said } from './contract.ts'

/** An instant as it is stored: UTC with milliseconds, so that text sorts as time does. */
export const stored = (at: Instant | Date): Instant => new Date(at).toISOString()

export const later = (now: Date, seconds: number): Instant => new Date(now.getTime() + seconds * 1000).toISOString()

export const said = (text: string | null): Said | null => (text === null ? null : (JSON.parse(text) as Said))

export const fields = (text: string): Readonly<Record<string, unknown>> =>
  JSON.parse(text) as Readonly<Record<string, unknown>>
