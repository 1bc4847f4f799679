import { identifier, joinSql, sql, trusted, type Sql } from '../kit/index.ts'
import { fault } from './fault.ts'
import type { Session } from './session.ts'
import { literal } from './text.ts'

/** A node of the engine's own syntax tree, as `json_serialize_sql` gives it. */
export interface Node {
  [key: string]: unknown
}

export interface TableName {
  schema: string
  table: string
}

/**
 * The tree of exactly one select.
 * @param parsed keeps numbers as they were written unless told otherwise, which takes several times as long
 * @throws for anything else
 */
export async function parseSelect(
  session: Session,
  text: string,
  parsed: (text: string) => Node = parsedTree,
): Promise<Node> {
  const [answer = ''] = await serialized(session, [text])
  return selectOf(answer, parsed)
}

/** Texts as the engine reads them, each for `selectOf`. It is asked once: a question takes longer than a text. */
export async function serialized(session: Session, texts: readonly string[]): Promise<string[]> {
  const { tree = [] } = await session.columns(sql`
    select json_serialize_sql(t ->> '$')::varchar as tree from (select unnest(${JSON.stringify(texts)}::json[]) as t)`)
  return tree.map(String)
}

/** @throws where the text was not exactly one select */
export function selectOf(answer: string, parsed: (text: string) => Node = parsedTree): Node {
  const tree = parsed(answer) as unknown as { error: boolean; error_message?: string; statements?: Node[] }
  if (tree.error) throw fault('not_one_select', { cause: tree.error_message ?? 'the text cannot be read' })
  const statements = tree.statements ?? []
  if (statements.length !== 1 || !statements[0])
    throw fault('not_one_select', { cause: `there are ${statements.length} statements` })
  return statements[0]
}

/** Numbers stay as the engine wrote them: some are beyond what JavaScript holds, and 1.0 is not 1. */
function parsedTree(text: string): Node {
  const keepNumbers = (_: string, value: unknown, context: { source?: string }) =>
    typeof value === 'number' && String(value) !== context.source ? rawJson(context.source ?? String(value)) : value
  return (JSON.parse as (text: string, reviver: typeof keepNumbers) => Node)(text, keepNumbers)
}

const isRawJson = (JSON as unknown as { isRawJSON(value: unknown): boolean }).isRawJSON
const rawJson = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON

/** The tree of one select whose numbers nobody reads. */
export const parseNames = (session: Session, text: string): Promise<Node> =>
  parseSelect(session, text, (tree) => JSON.parse(tree) as Node)

/** A copy of a tree that may be changed. */
export const copyOf = (tree: Node): Node => parsedTree(JSON.stringify(tree))

/** SQL text of a tree. */
export async function selectText(session: Session, statement: Node): Promise<string> {
  const tree = JSON.stringify({ error: false, statements: [statement] })
  return String(await session.value(sql`select json_deserialize_sql(${literal(tree)}::json)`))
}

const REFUSED_FUNCTIONS = new Set([
  'getenv', 'current_setting', 'getvariable', 'nextval', 'currval', 'write_log', 'sleep_ms', 'setseed', 'stats',
  'current_query', 'current_database', 'current_schema', 'current_schemas', 'in_search_path', 'pg_get_viewdef',
  'current_connection_id', 'current_query_id', 'current_transaction_id', 'txid_current', 'json_execute_serialized_sql',
]) // prettier-ignore

/**
 * Every table that a tree reads, once each, common table expressions left out.
 * @throws for functions that read anything else, and for tables without a schema
 */
export function tablesOf(statement: Node): TableName[] {
  const found = new Map<string, TableName>()
  visit(statement, new Set(), (node) => {
    const schema = String(node.schema_name).toLowerCase()
    const table = String(node.table_name).toLowerCase()
    if (schema === '' || node.catalog_name)
      throw fault('unqualified_table', { name: [node.catalog_name, schema, table].filter(Boolean).join('.') })
    found.set(`${schema}.${table}`, { schema, table })
  })
  return [...found.values()]
}

/** Calls `onTable` for each base table that is no common table expression in scope; may change the node. */
export function visit(value: unknown, scope: ReadonlySet<string>, onTable: (node: Node) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, scope, onTable)
    return
  }
  if (typeof value !== 'object' || value === null) return
  const node = value as Node
  refuseFunctions(node)
  if (node.type === 'BASE_TABLE') {
    const isExpression = !node.schema_name && !node.catalog_name && scope.has(String(node.table_name).toLowerCase())
    if (!isExpression) onTable(node)
    return
  }
  if (node.type === 'RECURSIVE_CTE_NODE') {
    const inner = withExpressions(node, scope, onTable)
    visit(node.left, inner, onTable)
    visit(node.right, new Set([...inner, expressionName(String(node.cte_name))]), onTable)
    visitOthers(node, ['left', 'right', 'cte_map'], inner, onTable)
    return
  }
  visitOthers(node, ['cte_map'], withExpressions(node, scope, onTable), onTable)
}

function visitOthers(
  node: Node,
  except: readonly string[],
  scope: ReadonlySet<string>,
  onTable: (node: Node) => void,
): void {
  for (const [key, child] of Object.entries(node)) if (!except.includes(key)) visit(child, scope, onTable)
}

/** Visits a node's `with` in order; an expression sees those before it, never itself. */
function withExpressions(node: Node, scope: ReadonlySet<string>, onTable: (node: Node) => void): ReadonlySet<string> {
  const map = (node.cte_map as { map?: { key: string; value: Node }[] } | undefined)?.map ?? []
  const inner = new Set(scope)
  for (const { key, value } of map) {
    // a name that is defined here hides an outer one only after its own text
    const own = new Set(inner)
    own.delete(key.toLowerCase())
    visit(value, own, onTable)
    inner.add(expressionName(key))
  }
  return inner
}

/** Names that could also be a file or a system view stay out of the way. */
function expressionName(name: string): string {
  if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) || /^(duckdb_|pragma_|pg_|sqlite_)/i.test(name)) {
    throw fault('wrong_name', { name })
  }
  return name.toLowerCase()
}

function refuseFunctions(node: Node): void {
  if (node.type === 'SHOW_REF') throw fault('table_function', { name: 'describe, show, summarize' })
  if (node.at_clause) throw fault('table_function', { name: 'at' })
  if (node.type === 'TABLE_FUNCTION') {
    const called = node.function as Node | undefined
    const name = String(called?.function_name ?? 'table function')
    if (!HARMLESS_TABLE_FUNCTIONS.has(name)) throw fault('table_function', { name })
  }
  if (node.class === 'FUNCTION' && REFUSED_FUNCTIONS.has(String(node.function_name).toLowerCase())) {
    throw fault('table_function', { name: String(node.function_name) })
  }
}

/** They make rows out of their arguments alone. */
const HARMLESS_TABLE_FUNCTIONS = new Set(['unnest', 'generate_series', 'range'])

/**
 * A staging select whose columns are each tried on their own, with `_staging_fault` naming those that failed.
 * @returns undefined where the select is not of a shape that can be rewritten
 */
export async function withTriedColumns(
  session: Session,
  text: string,
  outputs: readonly string[],
): Promise<Sql | undefined> {
  const statement = await parseSelect(session, text)
  const node = statement.node as Node
  const list = node.select_list as Node[] | undefined
  const isPlain =
    node.type === 'SELECT_NODE' && list?.length === outputs.length && list.every((item) => item.class !== 'STAR')
  if (!isPlain) return undefined
  // a struct tells a column that failed (no struct) from one that is null (a null inside)
  const pattern = await parseSelect(session, 'select try(struct_pack(v := a)) as v')
  const [tried] = (pattern.node as Node).select_list as [Node]
  const columns = list.map((item, at) => ({ ...withColumn(tried, { ...item, alias: 'v' }), alias: outputs[at] }))
  const wrapped = await selectText(session, { ...statement, node: { ...node, select_list: columns } })
  const values = outputs.map((name) => sql`${identifier(name)}.v as ${identifier(name)}`)
  const faults = outputs.map(
    (name) => sql`case when ${identifier(name)} is null then ${literal(`${name} could not be made`)} end`,
  )
  return sql`select ${joinSql(values, ', ')}, nullif(concat_ws('; ', ${joinSql(faults, ', ')}), '') as _staging_fault
    from (${trusted(wrapped)})`
}

/** A copy of a pattern with its column `a` replaced. */
function withColumn(pattern: Node, replacement: Node): Node {
  return mapped(pattern, (node) =>
    node.class === 'COLUMN_REF' && String(node.column_names) === 'a' ? replacement : undefined,
  )
}

function mapped(value: Node, replace: (node: Node) => Node | undefined): Node {
  const replaced = replace(value)
  if (replaced) return replaced
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, mappedValue(child, replace)]))
}

function mappedValue(value: unknown, replace: (node: Node) => Node | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => mappedValue(item, replace))
  const isNode = typeof value === 'object' && value !== null && !isRawJson(value)
  return isNode ? mapped(value as Node, replace) : value
}
