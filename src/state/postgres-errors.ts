import { SvodkaError, type Recovery, type Words } from '../base/index.ts'
import type { PostgresPlace } from './place.ts'
import { words } from './words.ts'

/** Others who write, and a server that is being started again, are waited for so long. */
export const PATIENCE_SECONDS = 15

type Explanation = readonly [code: string, recovery: Recovery]

/** By SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  '57P01': ['pg.lost', 'retry'],
  '57P02': ['pg.lost', 'retry'],
  '55P03': ['pg.busy', 'retry'],
  '57014': ['pg.busy', 'retry'],
  '42501': ['pg.no_rights', 'stop'],
  '3F000': ['pg.no_rights', 'stop'],
  '25006': ['pg.read_only', 'stop'],
  '53100': ['pg.full', 'retry'],
  '53200': ['pg.full', 'retry'],
}

/** An error of the driver, the network or PostgreSQL as a sentence that says what to do; never the password. */
export function postgresFault(told: unknown, place: PostgresPlace): unknown {
  if (told instanceof SvodkaError || !(told instanceof Error)) return told
  const refused = place.explainedConnection(told)
  if (refused) return away(refused, place)
  const { code: state = '' } = told as { code?: string }
  const found = explanationOf(told, state, place)
  if (!found) return told
  const [code, recovery] = found
  const values = { ...place.address, schema: place.schema, state, cause: told.message, seconds: PATIENCE_SECONDS }
  return new SvodkaError(words, code, values, { recovery, cause: told })
}

function explanationOf(told: Error, state: string, place: PostgresPlace): Explanation | undefined {
  if (isGone(told, place)) return ['pg.lost', 'retry']
  // every connection of this process is at work
  if (told.message.startsWith('timeout exceeded when trying to connect')) return ['pg.busy', 'retry']
  return EXPLANATIONS[state] ?? (/^(?=.*\d)[0-9A-Z]{5}$/.test(state) ? ['pg.failed', 'stop'] : undefined)
}

/** Nothing more is to be had from this connection. */
export const isGone = (told: Error, place: PostgresPlace): boolean =>
  place.isBrokenOff(told) || /^57P0[12]$/.test((told as { code?: string }).code ?? '') || told.message === NO_ANSWER

/** what `pg` says of a question that took longer than `query_timeout` */
const NO_ANSWER = 'Query read timeout'

/** The door's own words, and what stands behind it. */
function away(refused: SvodkaError, { schema }: PostgresPlace): SvodkaError {
  const say: Words['say'] = (locale, key) => words.say(locale, key, { schema, reason: refused.say(locale) })
  return new SvodkaError({ ...words, say }, 'pg.away', {}, { recovery: refused.recovery, cause: refused })
}

/** What a process that asks again may find otherwise: the server is being started, or was when a connection broke off. */
export const mayPass = (fault: unknown): boolean =>
  fault instanceof SvodkaError && fault.recovery === 'retry' && ['pg.lost', 'pg.away'].includes(fault.code)

/** The connection broke off before the answer to a commit came: nobody on this side knows whether it was done. */
export const unclear = ({ address }: PostgresPlace, cause: unknown): SvodkaError =>
  new SvodkaError(words, 'pg.unclear', { ...address }, { recovery: 'retry', cause })
