import type { Instant, Locale } from '../base/index.ts'
import type { PostgresTls, Secret } from '../kit/index.ts'
import type { Warehouse } from '../warehouse/index.ts'

/** A database outside to which marts are mirrored, as the settings have it. */
export interface PublishTarget {
  id: string
  postgres: {
    /** `postgresql://user:password@host:5432/database` */
    url: Secret
    tls?: PostgresTls | undefined
    connectTimeoutSeconds: number
  }
  /** where readers find a view for each mart; the rows lie in `<schema>_data` */
  schema: string
  /** `mart.support_tickets` */
  marts: 'all' | readonly string[]
  /** roles that may read */
  readers: readonly string[]
  /** by mart: columns, or several together */
  indexes: Readonly<Record<string, readonly (string | readonly string[])[]>>
}

/** What a publication works with. */
export interface PublishParts {
  warehouse: Pick<Warehouse, 'layers' | 'csv' | 'asOf' | 'rows'>
  /** the workspace's, from which `tls.ca` is named */
  folder: string
  signal: AbortSignal
}

export interface PublishedMart {
  mart: string
  rows: number
  /** up to when its sources are complete; null where none has been read */
  asOf: Instant | null
}

export interface Publication {
  target: string
  publishedAt: Instant
  marts: readonly PublishedMart[]
  /** published once and no longer asked for: they stay as they were */
  left: readonly string[]
}

export interface CheckParts extends PublishParts {
  locale: Locale
}
