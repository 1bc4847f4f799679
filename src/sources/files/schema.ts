import { z } from 'zod'
import { isSql, type Sql } from '../../kit/index.ts'

const sqlExpression = z.custom<Sql>(isSql, { error: 'must be the name of a column or sql`…`' })

const streamSchema = z.strictObject({
  /** a file or a glob, from the workspace's folder: `tickets/*.csv` */
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
  /** which columns identify a row; they must be among `columns` */
  key: z.array(z.string()).optional(),
  /** the entity's column → the file's column, or SQL over the file's columns; by the same names when absent */
  columns: z.record(z.string(), z.union([z.string(), sqlExpression])).optional(),
})

export const filesSchema = z.strictObject({
  streams: z.record(z.string(), streamSchema).superRefine((streams, context) => {
    for (const [name, { key, columns }] of Object.entries(streams)) {
      const missing = columns && key?.find((column) => !(column in columns))
      if (missing)
        context.addIssue({ code: 'custom', path: [name, 'key'], message: `“${missing}” is not among columns` })
    }
  }),
})

export type FilesSettings = z.infer<typeof filesSchema>
export type FileStream = z.infer<typeof streamSchema>
