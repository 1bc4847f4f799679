import { nearest, RequestError } from '../../../../base/index.ts'
import { sql } from '../../../../kit/index.ts'
import { words } from '../../words.ts'
import type { Context } from './settings.ts'

const MOST_NAMED = 20

/**
 * Whose work is asked about: the one named, or the only one whom the person sees.
 * @throws {RequestError} where nobody is named and several are seen, and for a name that is not among those seen: a colleague
 * whom the person may not see is as unknown as anybody
 */
export async function findOperator({ settings: { operator }, marts }: Context): Promise<string> {
  const rows = await marts.rows(sql`select distinct operator from mart.calls_operator_days order by operator`)
  const seen = rows.map((row) => String(row['operator']))
  if (operator !== '') {
    if (seen.includes(operator)) return operator
    throw new RequestError(words, 'unknown_operator', { operator, hint: nearest(operator, seen) ?? 'none' })
  }
  const [only, ...others] = seen
  if (only === undefined) throw new RequestError(words, 'no_operator')
  if (others.length === 0) return only
  throw new RequestError(words, 'which_operator', { known: seen.slice(0, MOST_NAMED).join(', ') })
}
