import { z } from 'zod'
import { columnMapping, missingKey } from '../../kit/index.ts'

const streamSchema = z.strictObject({
  /** a file or a glob, from the workspace's folder: `tickets/*.csv`; `{part}` stands for the number of a part: `payments_{part}.json` */
  path: z.string().min(1),
  /** by the file's ending when absent: .csv .tsv .ndjson .jsonl .json .parquet */
  format: z.enum(['csv', 'ndjson', 'json', 'parquet']).optional(),
  /** the entity that the rows become; the stream's name when absent */
  entity: z.string().optional(),
  /** of a csv: one character; found by the engine when absent */
  delimiter: z.string().length(1).optional(),
  /** of a csv: whether the first line names the columns */
  header: z.boolean().default(true),
  encoding: z.enum(['utf-8', 'windows-1251']).default('utf-8'),
  /** rows that a later file lacks: they stay as they were, or have ended. `gone` needs files that are each all there is */
  missing: z.enum(['keep', 'gone']).default('keep'),
  /** which columns identify a row; they must be among `columns` */
  key: z.array(z.string()).optional(),
  /** the entity's column → the file's column, or SQL over the file's columns; by the same names when absent */
  columns: columnMapping.optional(),
  /** the file's column → what other files call it, those of before it was renamed say */
  otherNames: z.record(z.string(), z.array(z.string().min(1)).min(1)).optional(),
})

const entityOf = (name: string, streams: Readonly<Record<string, { entity?: string | undefined }>>): string =>
  streams[name]?.entity ?? name

export const filesSchema = z.strictObject({
  streams: z.record(z.string(), streamSchema).superRefine((streams, context) => {
    for (const [name, { key, columns }] of Object.entries(streams)) {
      const missing = missingKey(key, columns)
      if (missing)
        context.addIssue({ code: 'custom', path: [name, 'key'], message: `“${missing}” is not among columns` })
    }
    for (const [name, { missing, path }] of Object.entries(streams)) {
      if (missing === 'keep') continue
      const entity = entityOf(name, streams)
      const others = Object.keys(streams).filter((other) => other !== name && entityOf(other, streams) === entity)
      const message = /[*?[]/.test(path)
        ? 'of several files that match a pattern none is all there is; name one file, or write {part} for its number'
        : others.length > 0
          ? `${others.join(', ')} brings rows of ${entity} too, so neither is all there is`
          : undefined
      if (message) context.addIssue({ code: 'custom', path: [name, 'missing'], message })
    }
  }),
})

export type FilesSettings = z.infer<typeof filesSchema>
export type FileStream = z.infer<typeof streamSchema>
