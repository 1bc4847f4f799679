import { z } from 'zod'
import { isSql, Secret, secretSetting, type Sql } from '../../kit/index.ts'

const SHORTEST_TOKEN = 16

const sqlExpression = z.custom<Sql>(isSql, { error: 'must be the name of a field or sql`…`' })

const streamSchema = z.strictObject({
  /** the entity that the records become; the stream's name when absent */
  entity: z.string().optional(),
  /** the entity's column → the record's field, or SQL over the record's fields; by the same names when absent */
  columns: z.record(z.string(), z.union([z.string(), sqlExpression])).optional(),
  /** fields that SQL reads, with the engine's types: `{ stars: 'double', order: 'struct(id varchar)' }` */
  fields: z.record(z.string(), z.string()).default({}),
})

export const webhookSchema = z.strictObject({
  /** who posts shows it: `authorization: Bearer …` */
  token: secretSetting().refine((token) => !(token instanceof Secret) || token.reveal().length >= SHORTEST_TOKEN, {
    error: `must have ${SHORTEST_TOKEN} characters or more; make one with: openssl rand -hex 32`,
  }),
  /** by name, as it stands in the address */
  streams: z.record(
    z.string().regex(/^[A-Za-z]\w*([.-]\w+)*$/, { error: 'letters, digits, _ . and - only' }),
    streamSchema,
  ),
  /** what came is loaded after so many seconds, while `svodka serve` runs */
  loadEverySeconds: z.number().min(1).max(86_400).default(60),
  /** of the whole source; more are answered 429 */
  requestsPerMinute: z.number().min(1).default(6000),
  /** larger bodies are answered 413 */
  bodyMegabytes: z.number().positive().max(100).default(5),
  /** a body that takes longer is answered 408 */
  bodySeconds: z.number().positive().max(600).default(30),
  /** for so long the same Idempotency-Key is answered alike and stored once */
  rememberHours: z.number().positive().max(720).default(24),
})

export type WebhookSettings = z.infer<typeof webhookSchema>
export type WebhookStream = z.infer<typeof streamSchema>
