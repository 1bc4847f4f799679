import { appendFileSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { dirname } from 'node:path'
import { FaultList, type SandboxRequest } from '../faults.ts'
import { startSandboxServer, type SandboxAnswer, type SandboxServer } from '../server.ts'

/** A row of `cdr`; `calldate` on the exchange's clock. */
export type CallRecord = Readonly<Record<string, string | number>> & { calldate: string }

export interface FreepbxSandboxOptions {
  clientId?: string
  clientSecret?: string
  /** how long a token holds */
  tokenSeconds?: number
  /** scopes that the application has */
  scopes?: readonly string[]
  /** zone of the exchange's clock: where it is told, time passes, and a record is there from the end of its leg on */
  timeZone?: string
  /** files that grow while time passes, such as the log of queues: at the start, and before each answer */
  files?: readonly GrowingFile[]
}

export interface GrowingFile {
  file: string
  /** in the order of time; `at` is the second of the epoch in which a line is written */
  lines: readonly { at: number; text: string }[]
}

export interface FreepbxSandbox extends SandboxServer {
  faults: FaultList
  /** a call ended: its record is written */
  write(...records: readonly CallRecord[]): void
}

const TOKEN = '/admin/api/api/token'
const QUERY = '/admin/api/api/gql'
const READING = new Set(['gql', 'gql:cdr', 'gql:cdr:read'])
/** Without `first`. */
const USUAL_ROWS = 5
/** `cnam` is missing from the type, as it is from FreePBX's. */
const FIELDS = new Set(
  `id uniqueid calldate timestamp clid src dst dcontext channel dstchannel lastapp lastdata duration billsec disposition
  amaflags accountcode userfield did recordingfile cnum outbound_cnum outbound_cnam dst_cnam linkedid peeraccount sequence`.split(
    /\s+/,
  ),
)

/**
 * The web interface of FreePBX 16 on loopback, with the faults of its module “CDR”: five rows unless more are asked for, an
 * order that has no effect, a total that ignores the dates, paging that begins anew, and `amaflags`, which breaks it.
 */
export async function startFreepbxSandbox(
  records: readonly CallRecord[],
  options: FreepbxSandboxOptions,
  now: () => Date,
): Promise<FreepbxSandbox> {
  const {
    clientId = 'svodka',
    clientSecret = 'sample-secret',
    tokenSeconds = 3600,
    scopes = ['gql:cdr:read'],
  } = options
  const faults = new FaultList()
  const stored = records.map(endingOf)
  const writers = (options.files ?? []).map(fileWriter)
  const writeFiles = () => writers.forEach((write) => write(now()))
  writeFiles()
  const tokens = new Map<string, { until: number; scope: string }>()
  let given = 0

  const giveToken = (form: URLSearchParams): SandboxAnswer => {
    if (form.get('client_id') !== clientId || form.get('client_secret') !== clientSecret)
      return { status: 401, body: { error: 'invalid_client', error_description: 'Client authentication failed' } }
    if (form.get('grant_type') !== 'client_credentials')
      return { status: 400, body: { error: 'unsupported_grant_type', message: 'The grant type is not supported' } }
    given += 1
    const value = `token-${given}`
    tokens.set(value, { until: now().getTime() + tokenSeconds * 1000, scope: form.get('scope') ?? '' })
    return { status: 200, body: { token_type: 'Bearer', expires_in: tokenSeconds, access_token: value } }
  }

  const ask = (body: string, headers: IncomingMessage['headers']): SandboxAnswer => {
    const token = tokens.get(headers.authorization?.replace(/^Bearer /, '') ?? '')
    if (!token || token.until <= now().getTime())
      return { status: 401, body: { error: 'access_denied', message: 'The resource owner denied the request.' } }
    const isAllowed = token.scope.split(' ').some((scope) => READING.has(scope) && scopes.includes(scope))
    if (!isAllowed) return refused('Cannot query field "fetchAllCdrs" on type "Query".')
    const { query = '', variables = {} } = JSON.parse(body) as { query?: string; variables?: Variables }
    const fields = /cdrs\s*\{([^}]*)\}/.exec(query)?.[1]?.trim().split(/\s+/) ?? []
    const unknown = fields.find((field) => !FIELDS.has(field))
    if (unknown) return refused(`Cannot query field "${unknown}" on type "cdr".`)
    if (fields.includes('amaflags')) return refused('Undefined variable: amaflags')
    const { startDate, endDate, first = USUAL_ROWS } = variables
    if ((startDate === undefined) !== (endDate === undefined)) return refused('Please provide both dates')
    if (startDate !== undefined && endDate! < startDate) return refused('End date should be greater than start date')
    const clock = options.timeZone === undefined ? Number.POSITIVE_INFINITY : wallSecond(now(), options.timeZone)
    const written = stored.filter(({ endsAt }) => endsAt <= clock)
    const found = written.filter(
      ({ record: { calldate } }) =>
        startDate === undefined || (calldate >= startDate && calldate <= `${endDate} 23:59:59`),
    )
    const cdrs = found.slice(0, first).map(({ record }) => rowOf(record, fields))
    const answer =
      found.length === 0
        ? { status: true, message: 'No Data Found', totalCount: null, cdrs: null }
        : { status: true, message: 'CDR data found successfully', totalCount: written.length, cdrs }
    return { status: 200, body: { data: { fetchAllCdrs: answer } } }
  }

  const answer = ({ path, method, body }: SandboxRequest, headers: IncomingMessage['headers']): SandboxAnswer => {
    writeFiles()
    if (method === 'POST' && path === TOKEN) return giveToken(new URLSearchParams(body))
    if (method === 'POST' && path === QUERY) return ask(body, headers)
    return { status: 404, text: '<html><body>Not Found</body></html>', headers: { 'content-type': 'text/html' } }
  }

  const server = await startSandboxServer(answer, faults, now)
  return {
    ...server,
    faults,
    write: (...more) => void stored.push(...more.map(endingOf)),
  }
}

/** A record and the second of the exchange's clock at which its leg ended. */
const endingOf = (record: CallRecord) => ({
  record,
  endsAt: secondOf(record.calldate) + Number(record['duration'] ?? 0),
})

/** Seconds of a clock that knows no zone: good for comparing what one clock showed. */
const secondOf = (wall: string): number => Date.parse(`${wall.replace(' ', 'T')}Z`) / 1000

const wallSecond = (at: Date, timeZone: string): number =>
  secondOf(at.toLocaleString('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }))

/** A file whose time changes with every answer could hardly be read beside them: its reader would find it changed each time. */
const TOUCH_SECONDS = 30

/** Writes the lines that are due, each once; the file's time of change is the clock's, or little older. */
function fileWriter({ file, lines }: GrowingFile): (now: Date) => void {
  let written = 0
  let touchedAt = Number.NEGATIVE_INFINITY
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, '')
  return (now) => {
    const until = now.getTime() / 1000
    let end = written
    while (end < lines.length && lines[end]!.at <= until) end++
    const due = lines.slice(written, end)
    if (due.length > 0) appendFileSync(file, due.map(({ text }) => `${text}\n`).join(''))
    if (due.length === 0 && until - touchedAt < TOUCH_SECONDS) return
    utimesSync(file, now, now)
    touchedAt = until
    written = end
  }
}

interface Variables {
  first?: number
  startDate?: string
  endDate?: string
}

/** Numbers stay numbers, but `sequence` is a text. */
const rowOf = (record: CallRecord, fields: readonly string[]) =>
  Object.fromEntries(
    fields.map((field) => [field, field === 'sequence' ? String(record[field] ?? '') : (record[field] ?? '')]),
  )

const refused = (message: string): SandboxAnswer => ({ status: 400, body: { errors: [{ message, status: false }] } })
