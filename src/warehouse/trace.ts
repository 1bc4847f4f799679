import type { Node } from './ast.ts'

/** A column of a table, as lineage names both: `mart.support_tickets`, `resolution_hours`. */
export interface TableColumn {
  table: string
  column: string
}

/** What something is made of. */
export interface Origin {
  from: readonly TableColumn[]
  /** false: the text does not tell all of it apart */
  isTold: boolean
}

export interface Trace {
  columns: readonly { name: string; origin: Origin }[]
  /** what decides which rows there are: conditions, inner joins, groups */
  rows: Origin
}

/** The columns of a table, in order; undefined where nobody knows them: then any name may be one. */
export type KnownColumns = (table: string) => readonly string[] | undefined

/** Something that a select reads from, with what each of its columns is made of. */
interface Relation {
  alias: string
  columns: ReadonlyMap<string, Origin>
  /** of a table whose columns nobody knows: its name */
  open?: string
  /** of a function that makes rows: what all of its columns are made of */
  made?: Origin
}

interface Scope {
  expressions: ReadonlyMap<string, Trace>
  /** relations that are seen, the innermost first */
  relations: readonly (readonly Relation[])[]
  aliases: ReadonlyMap<string, Origin>
  /** names of a lambda's parameters */
  hidden: ReadonlySet<string>
  known: KnownColumns
}

const NOTHING: Origin = { from: [], isTold: true }
const UNTOLD: Origin = { from: [], isTold: false }

/** The origins of several things together, each column once. */
export function together(origins: readonly Origin[]): Origin {
  const found = new Map(origins.flatMap(({ from }) => from).map((each) => [`${each.table}\n${each.column}`, each]))
  return { from: [...found.values()], isTold: origins.every(({ isTold }) => isTold) }
}

/** What the columns and rows of one parsed select are made of, as far as its text tells. */
export const traceOf = (statement: Node, known: KnownColumns): Trace =>
  traceNode(statement.node as Node, {
    expressions: new Map(),
    relations: [],
    aliases: new Map(),
    hidden: new Set(),
    known,
  })

function traceNode(node: Node, outer: Scope): Trace {
  const scope = withExpressions(node, outer)
  switch (node.type) {
    case 'SELECT_NODE':
      return traceSelect(node, scope)
    case 'SET_OPERATION_NODE': {
      const isByName = String(node.setop_type).endsWith('_BY_NAME')
      const parts = (node.children as Node[]).map((child) => traceNode(child, scope))
      return parts.reduce((one, other) => unite(one, other, isByName))
    }
    case 'RECURSIVE_CTE_NODE': {
      const first = traceNode(node.left as Node, scope)
      const self = new Map([...scope.expressions, [lower(node.cte_name), first]])
      return unite(first, traceNode(node.right as Node, { ...scope, expressions: self }), false)
    }
    case 'CTE_NODE': {
      const named = traceNode(node.query as Node, scope)
      const expressions = new Map([...scope.expressions, [lower(node.cte_name), named]])
      return traceNode(node.child as Node, { ...scope, expressions })
    }
    default:
      return { columns: [], rows: UNTOLD }
  }
}

function withExpressions(node: Node, scope: Scope): Scope {
  const map = (node.cte_map as { map?: { key: string; value: Node }[] } | undefined)?.map ?? []
  const expressions = new Map(scope.expressions)
  for (const { key, value } of map) {
    const query = value.query as { node: Node }
    const trace = traceNode(query.node, { ...scope, expressions })
    expressions.set(key.toLowerCase(), renamed(trace, value.aliases))
  }
  return { ...scope, expressions }
}

/** Columns by place take other names: `t(a, b)`. */
function renamed(trace: Trace, names: unknown): Trace {
  const given = Array.isArray(names) ? names.map(String) : []
  if (given.length === 0) return trace
  return {
    ...trace,
    columns: trace.columns.map((column, at) => ({ ...column, name: given[at] ?? column.name })),
  }
}

function unite(one: Trace, other: Trace, isByName: boolean): Trace {
  const partner = (name: string, at: number) =>
    isByName ? other.columns.find((column) => lower(column.name) === lower(name)) : other.columns[at]
  const columns = one.columns.map(({ name, origin }, at) => ({
    name,
    origin: together([origin, partner(name, at)?.origin ?? NOTHING]),
  }))
  const rest = isByName
    ? other.columns.filter(({ name }) => !one.columns.some((column) => lower(column.name) === lower(name)))
    : []
  return { columns: [...columns, ...rest], rows: together([one.rows, other.rows]) }
}

function traceSelect(node: Node, outer: Scope): Trace {
  const rows: Origin[] = []
  const own = relationsOf(node.from_table as Node | undefined, outer, rows)
  const aliases = new Map<string, Origin>()
  const scope: Scope = { ...outer, relations: [own, ...outer.relations], aliases }
  const columns: Trace['columns'][number][] = []
  for (const item of (node.select_list ?? []) as Node[]) {
    if (item.class === 'STAR') columns.push(...starColumns(item, own, scope))
    else {
      const name = String(item.alias || (item.column_names as string[] | undefined)?.at(-1) || item.function_name || '')
      const origin = originOf(item, scope)
      columns.push({ name, origin })
      aliases.set(lower(name), origin)
    }
  }
  for (const part of [node.where_clause, node.having, node.qualify, node.group_expressions])
    rows.push(originOf(part, scope))
  return { columns, rows: together(rows) }
}

/** Relations of a `from`; what joins and inner selects say of rows goes to `rows`. */
function relationsOf(from: Node | undefined, scope: Scope, rows: Origin[]): readonly Relation[] {
  switch (from?.type) {
    case undefined:
    case 'EMPTY':
      return []
    case 'BASE_TABLE':
      return [tableRelation(from, scope, rows)]
    case 'JOIN': {
      const left = relationsOf(from.left as Node, scope, rows)
      // a function on the right may read what stands on the left
      const right = relationsOf(from.right as Node, { ...scope, relations: [left, ...scope.relations] }, rows)
      const both = [...left, ...right]
      const inner = { ...scope, relations: [both, ...scope.relations] }
      // what is only looked up leaves the rows as they are
      if (from.join_type !== 'LEFT') {
        rows.push(originOf(from.condition, inner))
        const shared = (from.using_columns ?? []) as string[]
        for (const name of shared) rows.push(together(both.flatMap(({ columns }) => columns.get(lower(name)) ?? [])))
      }
      return both
    }
    case 'SUBQUERY': {
      const trace = renamed(traceNode((from.subquery as { node: Node }).node, scope), from.column_name_alias)
      rows.push(trace.rows)
      return [relationOf(String(from.alias || 'unnamed_subquery'), trace)]
    }
    case 'TABLE_FUNCTION': {
      const made = originOf((from.function as Node).children, scope)
      return [{ alias: lower(from.alias || (from.function as Node).function_name), columns: new Map(), made }]
    }
    case 'EXPRESSION_LIST': {
      const lines = (from.values ?? []) as Node[][]
      const columns = (lines[0] ?? []).map(
        (_, at) => [`col${at}`, together(lines.map((line) => originOf(line[at], scope)))] as const,
      )
      return [{ alias: lower(from.alias), columns: new Map(columns) }]
    }
    default:
      return [{ alias: lower(from?.alias), columns: new Map(), made: UNTOLD }]
  }
}

function tableRelation(from: Node, scope: Scope, rows: Origin[]): Relation {
  const table = lower(from.table_name)
  const alias = lower(from.alias || table)
  const expression = from.schema_name ? undefined : scope.expressions.get(table)
  if (expression) {
    rows.push(expression.rows)
    return relationOf(alias, renamed(expression, from.column_name_alias))
  }
  const name = from.schema_name ? `${lower(from.schema_name)}.${table}` : table
  const known = scope.known(name)
  if (!known) return { alias, columns: new Map(), open: name }
  const columns = known.map((column) => ({ name: column, origin: { from: [{ table: name, column }], isTold: true } }))
  return relationOf(alias, renamed({ columns, rows: NOTHING }, from.column_name_alias))
}

const relationOf = (alias: string, { columns }: Trace): Relation => ({
  alias: alias.toLowerCase(),
  columns: new Map(columns.map(({ name, origin }) => [lower(name), origin])),
})

function starColumns(star: Node, own: readonly Relation[], scope: Scope): Trace['columns'][number][] {
  const wanted = lower(star.relation_name)
  const left = new Set(((star.exclude_list ?? []) as unknown[]).map((each) => lower(nameOf(each))))
  const replaced = new Map(
    ((star.replace_list ?? []) as { key: string; value: Node }[]).map(({ key, value }) => [lower(key), value]),
  )
  const found = new Map<string, Origin>()
  for (const relation of own.filter(({ alias }) => wanted === '' || alias === wanted)) {
    if (relation.open !== undefined || relation.made !== undefined) found.set('*', relation.made ?? UNTOLD)
    for (const [name, origin] of relation.columns) {
      const other = replaced.get(name)
      if (!left.has(name) && !found.has(name)) found.set(name, other ? originOf(other, scope) : origin)
    }
  }
  return [...found].map(([name, origin]) => ({ name, origin }))
}

/** The engine names a column to leave out as a text or as a path. */
const nameOf = (given: unknown): string =>
  typeof given === 'string' ? given : String((given as { column?: unknown } | null)?.column ?? '')

/** What an expression, or a list of them, is made of. */
function originOf(value: unknown, scope: Scope): Origin {
  if (Array.isArray(value)) return together(value.map((each) => originOf(each, scope)))
  if (typeof value !== 'object' || value === null) return NOTHING
  const node = value as Node
  if (node.class === 'COLUMN_REF') return columnOrigin(node.column_names as string[], scope)
  if (node.class === 'SUBQUERY') {
    const { columns, rows } = traceNode((node.subquery as { node: Node }).node, scope)
    return together([...columns.map(({ origin }) => origin), rows, originOf(node.child, scope)])
  }
  if (node.class === 'LAMBDA') {
    const names = columnNames(node.lhs)
    return originOf(node.expr, { ...scope, hidden: new Set([...scope.hidden, ...names]) })
  }
  if (node.class === 'STAR') return UNTOLD
  return together(Object.values(node).map((child) => originOf(child, scope)))
}

function columnNames(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  const node = value as Node
  if (node.class === 'COLUMN_REF') return (node.column_names as string[]).map(lower)
  return Object.values(node).flatMap(columnNames)
}

/** `column`, `alias.column`, `schema.table.column`, each perhaps with fields of a struct after it. */
function columnOrigin(written: readonly string[], scope: Scope): Origin {
  const [first = '', second] = written.map(lower)
  if (scope.hidden.has(first)) return NOTHING
  for (const relations of scope.relations) {
    const named = second === undefined ? undefined : relations.find(({ alias }) => alias === first)
    const origin = named && second !== undefined ? ofRelation(named, written[1] ?? '') : undefined
    if (origin) return origin
    for (const { columns } of relations) {
      const found = columns.get(first)
      if (found) return found
    }
  }
  const alias = scope.aliases.get(first)
  if (alias) return alias
  for (const relations of scope.relations) {
    const qualified = written.length === 3 ? relations.find(({ alias: each }) => each === second) : undefined
    const open = qualified ?? relations.find((relation) => relation.open !== undefined || relation.made !== undefined)
    const origin = open && ofRelation(open, (qualified ? written[2] : written[0]) ?? '')
    if (origin) return origin
  }
  return UNTOLD
}

function ofRelation({ columns, open, made }: Relation, column: string): Origin | undefined {
  if (open !== undefined) return { from: [{ table: open, column }], isTold: true }
  return columns.get(column.toLowerCase()) ?? made
}

const lower = (value: unknown): string => String(value ?? '').toLowerCase()
