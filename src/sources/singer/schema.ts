import { z } from 'zod'
import { columnMapping, missingKey, secretSetting, type ColumnMapping, type Secret } from '../../kit/index.ts'

/** What a tap's configuration may hold: JSON, with secrets anywhere in it. */
export type ConfigValue =
  | string
  | number
  | boolean
  | null
  | Secret
  | readonly ConfigValue[]
  | { readonly [key: string]: ConfigValue }

export type TapConfig = Readonly<Record<string, ConfigValue>>

export interface SingerSettings {
  /** the program and what stands before `--config`; one with a slash starts at the workspace's folder */
  command: readonly string[]
  config: TapConfig
  /** variables of the tap's environment, besides those that any program needs */
  env: Readonly<Record<string, string | Secret>>
  /** `discover`: the tap is asked at each sync; `none`: it has no catalog; or a file, from the workspace's folder */
  catalog: 'discover' | 'none' | { file: string }
  /** how the tap takes its catalog; older ones by `--properties` */
  catalogOption: '--catalog' | '--properties'
  /** a tap that writes nothing for so long is stopped */
  silenceMinutes: number
  /** a STATE is kept with what came before it as soon as so much has come */
  checkpointMegabytes: number
  streams: Readonly<Record<string, SingerStream>>
}

export interface SingerStream {
  /** the tap's name of it: `tap_stream_id` or `stream` of its catalog */
  stream: string
  /** the entity that the rows become; the stream's name in the settings when absent */
  entity?: string | undefined
  /** which columns identify a row; they must be among `columns` */
  key?: readonly string[] | undefined
  /** the entity's column → the record's field, or DuckDB's SQL over `fields`; by the same names when absent */
  columns?: ColumnMapping | undefined
  /** types of fields that SQL reads: `{ total: 'decimal(18, 2)' }`; those that `columns` names are texts */
  fields?: Readonly<Record<string, string>> | undefined
  /** the only fields that the tap is asked for, besides those that it always sends */
  select?: readonly string[] | undefined
  /** other streams of the tap that must run along, because this one is made from them */
  needs: readonly string[]
  replicationMethod?: 'FULL_TABLE' | 'INCREMENTAL' | 'LOG_BASED' | undefined
  replicationKey?: string | undefined
}

const text = z.string().min(1)

const configValue: z.ZodType<ConfigValue> = z.lazy(() =>
  z.union([
    secretSetting(),
    z.string(),
    z.number(),
    z.boolean(),
    z.null(),
    z.array(configValue),
    z.record(z.string(), configValue),
  ]),
)

/** A type as the engine writes it, `struct(id varchar, total decimal(18, 2))[]`; nothing that could end the expression. */
const TYPE = /^[\w\s(),[\]"]+$/

const streamSchema: z.ZodType<SingerStream> = z
  .strictObject({
    stream: text,
    entity: z.string().optional(),
    key: z.array(z.string()).optional(),
    columns: columnMapping.optional(),
    fields: z.record(text, z.string().regex(TYPE, { error: "must be a type, like 'decimal(18, 2)'" })).optional(),
    select: z.array(text).optional(),
    needs: z.array(text).default([]),
    replicationMethod: z.enum(['FULL_TABLE', 'INCREMENTAL', 'LOG_BASED']).optional(),
    replicationKey: text.optional(),
  })
  .superRefine(({ key, columns }, context) => {
    const missing = missingKey(key, columns)
    if (missing) context.addIssue({ code: 'custom', path: ['key'], message: `“${missing}” is not among columns` })
  })

export const singerSchema: z.ZodType<SingerSettings> = z
  .strictObject({
    command: z.array(text).min(1),
    config: z.record(z.string(), configValue).default({}),
    env: z.record(text, z.union([secretSetting(), z.string()])).default({}),
    catalog: z.union([z.enum(['discover', 'none']), z.strictObject({ file: text })]).default('discover'),
    catalogOption: z.enum(['--catalog', '--properties']).default('--catalog'),
    silenceMinutes: z.number().positive().max(1440).default(15),
    checkpointMegabytes: z.number().min(0).max(1024).default(16),
    streams: z.record(z.string(), streamSchema),
  })
  .superRefine(({ catalog, streams }, context) => {
    if (catalog !== 'none') return
    for (const [name, stream] of Object.entries(streams)) {
      const asked = (['select', 'replicationMethod', 'replicationKey'] as const).find((each) => stream[each])
      if (asked)
        context.addIssue({ code: 'custom', path: ['streams', name, asked], message: 'needs a catalog to be asked for' })
    }
  })
