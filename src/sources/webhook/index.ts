import { defineWords, SourceError, type Instant } from '../../base/index.ts'
import {
  defineSource,
  identifier,
  isSql,
  joinSql,
  sql,
  type CheckRequest,
  type CheckResult,
  type Delivery,
  type Received,
  type ReceivedStream,
  type Receiving,
  type ReadRequest,
  type Sql,
  type Stream,
} from '../../kit/index.ts'
import { webhookSchema, type WebhookSettings, type WebhookStream } from './schema.ts'
import en from './words/en.json' with { type: 'json' }
import ru from './words/ru.json' with { type: 'json' }

const words = defineWords({ en, ru })

/** When the request came, in each of its records. */
const RECEIVED_AT = '_received_at'

/** Records that others post: ratings after a contact, orders from a till. */
export const webhook = defineSource<WebhookSettings>({
  type: 'webhook',
  title: 'Webhook',
  settings: webhookSchema,
  streams: (settings) => Object.entries(settings.streams).map(([name, stream]) => streamOf(name, stream)),
  receives,
  read,
  check,
  lag: ({ settings, received }) =>
    Promise.all(
      Object.keys(settings.streams).map(async (stream) => {
        const { rows } = await inboxOf(received).waiting(stream)
        return { stream, messages: rows, parts: [] }
      }),
    ),
})

function streamOf(name: string, stream: WebhookStream): Stream {
  return {
    name,
    format: 'ndjson',
    record: recordOf(stream),
    feeds: [{ entity: stream.entity ?? name, staging: stagingOf(stream) }],
  }
}

/** Every field that a column is made of: one that no record of a batch has is null, not a fault. */
function recordOf({ columns, fields }: WebhookStream): Record<string, string> {
  if (!columns) return {}
  const plain = Object.values(columns).filter((from) => typeof from === 'string')
  const texts = Object.fromEntries(plain.map((field) => [field, 'varchar']))
  return { ...texts, ...fields, [RECEIVED_AT]: 'timestamp' }
}

/** The mapping as a select; the engine casts each column to the entity's type and rejects what does not fit. */
function stagingOf({ columns }: WebhookStream): Sql {
  if (!columns) return sql`select * from record`
  const mapped = Object.entries(columns).map(
    ([column, from]) => sql`${isSql(from) ? from : identifier(from)} as ${identifier(column)}`,
  )
  return sql`select _line, ${joinSql(mapped, ', ')} from record`
}

function receives({ streams, ...settings }: WebhookSettings): Receiving {
  return {
    ...settings,
    streams: Object.fromEntries(Object.entries(streams).map(([name, stream]) => [name, plainFields(name, stream)])),
  }
}

/** A column that SQL makes cannot be judged before the warehouse has made it. */
function plainFields(name: string, { entity = name, columns }: WebhookStream): ReceivedStream {
  if (!columns) return { entity }
  const plain = Object.entries(columns).filter((each): each is [string, string] => typeof each[1] === 'string')
  return { entity, fields: Object.fromEntries(plain) }
}

function read({ stream, after, received }: ReadRequest<WebhookSettings>): AsyncIterable<Delivery> {
  return inboxOf(received).take(stream.name, after)
}

async function check({ settings, received, locale }: CheckRequest<WebhookSettings>): Promise<readonly CheckResult[]> {
  const inbox = inboxOf(received)
  return Promise.all(
    Object.keys(settings.streams).map(async (stream) => {
      const { requests, rows, since } = await inbox.waiting(stream)
      const url = inbox.address(stream)
      const message = words.say(locale, 'ready', { url, requests, rows, since: since ? minuteOf(since) : 'none' })
      return { ok: true, message }
    }),
  )
}

const minuteOf = (instant: Instant): string => `${instant.slice(0, 16).replace('T', ' ')} UTC`

function inboxOf(received: Received | undefined): Received {
  if (!received) throw new SourceError(words, 'no_inbox', {}, { recovery: 'skip' })
  return received
}
