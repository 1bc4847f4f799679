import type { Ability, Locale } from '../base/index.ts'
import { ROLES, type Role } from './roles.ts'
import { words } from './say.ts'

/** The owner is whoever sits at the machine: nobody is given that. */
const OWNERS_ROLE = 'owner'

/** Roles that a person may be given. */
export const givenRoles = (roles: Readonly<Record<string, Role>>): readonly string[] =>
  Object.keys(roles).filter((id) => id !== OWNERS_ROLE)

/**
 * Roles as people choose one. What a role of the product means is said in the reader's language; what one of the settings
 * means, as it is written there.
 * @returns `own`: dimensions whose values a person with it needs
 */
export const describeRoles = (
  roles: Readonly<Record<string, Role>>,
  locale: Locale,
): readonly {
  id: string
  meaning: string
  may: readonly Ability[]
  own: readonly string[]
  from: 'product' | 'config'
}[] =>
  givenRoles(roles).flatMap((id) => {
    const role = roles[id]
    if (!role) return []
    const isProducts = Object.hasOwn(ROLES, id)
    const meaning = isProducts ? words.say(locale, `role.${id}`) : role.meaning
    return [{ id, meaning, may: role.may, own: role.own ?? [], from: isProducts ? 'product' : 'config' }]
  })
