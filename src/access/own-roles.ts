import { ABILITIES, type Ability } from '../base/index.ts'
import { identifier, joinSql, sql, type Fault, type PackDefinition, type Person, type Sql } from '../kit/index.ts'
import { martsOfPack, type PackMarts } from './pack-marts.ts'
import { ROLES, type Role, type Visible } from './roles.ts'
import { fault } from './say.ts'
import type { PackRows, RoleSettings } from './settings.ts'

const ID = /^[a-z][a-z0-9-]{0,39}$/
/** Their pages show every row, so a role that sees some may not have them. */
const SHOW_EVERY_ROW: ReadonlySet<string> = new Set<Ability>(['data', 'operate'])

/** Roles of the settings beside those of the product, and what is wrong with them. */
export function ownRoles(
  written: Readonly<Record<string, RoleSettings>>,
  definitions: readonly PackDefinition<any>[],
): { roles: Readonly<Record<string, Role>>; faults: readonly Fault[] } {
  const packs = definitions.map(martsOfPack)
  const faults = Object.entries(written).flatMap(([id, role]) => faultsOf(id, role, packs))
  const own = faults.length > 0 ? [] : Object.entries(written).map(([id, role]) => [id, roleOf(role, packs)] as const)
  return { roles: Object.freeze({ ...ROLES, ...Object.fromEntries(own) }), faults }
}

function roleOf({ meaning, may, rows = {}, marts = {} }: RoleSettings, packs: readonly PackMarts[]): Role {
  const packOf = new Map(packs.flatMap((pack) => [...pack.marts].map((mart) => [mart, pack] as const)))
  const rules = rows === 'all' ? [] : Object.values(rows)
  return Object.freeze({
    meaning,
    may: ABILITIES.filter((ability) => may.includes(ability)),
    own: [...new Set(rules.flatMap(ownDimensions))],
    rows(person: Person, mart: string): Visible {
      if (Object.hasOwn(marts, mart)) return marts[mart] ?? 'none'
      if (rows === 'all') return 'all'
      const pack = packOf.get(mart)
      const rule = pack && Object.hasOwn(rows, pack.id) ? rows[pack.id] : undefined
      return pack && rule ? visible(person, mart, rule, pack) : 'none'
    },
  })
}

const ownDimensions = (rule: PackRows): string[] =>
  rule === 'all' ? [] : Object.keys(rule).filter((dimension) => rule[dimension] === 'own')

/** Rows with one of the values of each dimension; a mart that lacks one of the dimensions shows nothing. */
function visible(person: Person, mart: string, rule: PackRows, pack: PackMarts): Visible {
  if (rule === 'all') return 'all'
  const conditions = Object.entries(rule).map(([dimension, wanted]) => {
    const column = pack.column(dimension, mart)
    const values = wanted === 'own' ? ownValues(person, dimension) : wanted
    if (column === undefined || values.length === 0) return undefined
    return among(mart, column, values, pack.dimensions.get(dimension)?.isNumber === true)
  })
  const whole = conditions.filter((condition) => condition !== undefined)
  return whole.length > 0 && whole.length === conditions.length ? joinSql(whole, ' and ') : 'none'
}

const ownValues = ({ own }: Person, dimension: string): readonly string[] =>
  own && Object.hasOwn(own, dimension) ? (own[dimension] ?? []) : []

/** The column is named with its mart: a select around this one can never lend a column of the same name. */
function among(mart: string, column: string, values: readonly string[], isNumber: boolean): Sql {
  const name = identifier(...mart.split('.'), column)
  const given = values.map((value) => (isNumber ? sql`try_cast(${value} as double)` : sql`${value}`))
  const list = joinSql(given, ', ')
  return isNumber ? sql`${name} in (${list})` : sql`cast(${name} as varchar) in (${list})`
}

function faultsOf(id: string, role: RoleSettings, packs: readonly PackMarts[]): Fault[] {
  const path = `roles.${id}`
  const marts = packs.flatMap((pack) => [...pack.marts])
  return [
    ...(Object.hasOwn(ROLES, id) ? [fault('role_taken', path)] : []),
    ...(ID.test(id) ? [] : [fault('role_bad_id', path)]),
    ...role.may.flatMap((ability, at) => faultsOfAbility(ability, `${path}.may.${at}`, role)),
    ...(role.rows === undefined || role.rows === 'all'
      ? []
      : Object.entries(role.rows).flatMap(([pack, rule]) => faultsOfRows(pack, rule, `${path}.rows.${pack}`, packs))),
    ...Object.entries(role.marts ?? {}).flatMap(([mart, rule]) => [
      ...(marts.includes(mart) ? [] : [fault('role_unknown_mart', `${path}.marts.${mart}`, mart, marts)]),
      ...(rule === 'all' || rule === 'none' ? [] : [fault('role_wrong_rule', `${path}.marts.${mart}`)]),
    ]),
  ]
}

function faultsOfAbility(ability: string, path: string, { rows, marts = {} }: RoleSettings): Fault[] {
  const seesAll = rows === 'all' && Object.values(marts).every((rule) => rule === 'all')
  if (!(ABILITIES as readonly string[]).includes(ability)) {
    return [fault('role_unknown_ability', path, ability, ABILITIES)]
  }
  if (ability === 'people') return [fault('role_people', path)]
  return SHOW_EVERY_ROW.has(ability) && !seesAll ? [fault('role_needs_all', path, ability)] : []
}

function faultsOfRows(id: string, rule: PackRows, path: string, packs: readonly PackMarts[]): Fault[] {
  const pack = packs.find((each) => each.id === id)
  if (!pack) {
    const known = packs.map((each) => each.id)
    return [fault('role_unknown_pack', path, id, known)]
  }
  if (rule === 'all') return []
  if (typeof rule !== 'object' || rule === null) return [fault('role_wrong_rule', path)]
  if (Object.keys(rule).length === 0) return [fault('role_empty_rule', path)]
  return Object.entries(rule).flatMap(([dimension, wanted]) =>
    faultsOfDimension(dimension, wanted, `${path}.${dimension}`, pack),
  )
}

function faultsOfDimension(id: string, wanted: unknown, path: string, pack: PackMarts): Fault[] {
  const dimension = pack.dimensions.get(id)
  if (!dimension) return [fault('role_unknown_dimension', path, id, [...pack.dimensions.keys()])]
  if (dimension.valuesAt) return [fault('role_made_dimension', path, id)]
  if (wanted === 'own') return []
  if (!Array.isArray(wanted) || !wanted.every((value) => typeof value === 'string')) {
    return [fault('role_wrong_rule', path)]
  }
  const notNumbers = dimension.isNumber ? wanted.filter((value) => value.trim() === '' || isNaN(Number(value))) : []
  return notNumbers.map((value) => fault('role_not_number', path, value))
}
