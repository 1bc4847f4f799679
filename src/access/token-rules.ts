import type { Ability, TokenView } from '../base/index.ts'
import type { StoredToken } from '../state/index.ts'
import { refusal } from './say.ts'

const MOST_DAYS = 366

/** @throws {RequestError} for a token that could do more than whoever holds it, or that never ends */
export function checkToken(
  { scope, days }: { scope: readonly Ability[]; days: number },
  abilities: readonly Ability[],
): void {
  const beyond = scope.filter((ability) => !abilities.includes(ability))
  if (beyond.length > 0) throw refusal('wide_scope', { abilities: beyond.join(', ') })
  if (scope.length === 0) throw refusal('empty_scope')
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS) throw refusal('bad_days', { most: MOST_DAYS })
}

export const tokenView = ({ id, name, login, scope, createdAt, validUntil, usedAt }: StoredToken): TokenView => ({
  id,
  name,
  person: login,
  scope,
  createdAt,
  validUntil,
  usedAt,
})
