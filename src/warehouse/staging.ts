import { identifier, joinSql, sql, sqlText, trusted, type Sql } from '../kit/index.ts'
import { withTriedColumns } from './ast.ts'
import { converted, isMisfit, misfitReason, triedConverted } from './casts.ts'
import { causeText, fault } from './fault.ts'
import { keyHash } from './keys.ts'
import { comesOnce, newsOf } from './merge.ts'
import { dropRecord } from './other-names.ts'
import {
  checkOutputs,
  columnsOf,
  engineType,
  isWholeRecord,
  requiredColumns,
  type PlannedFeed,
  type PlannedStream,
} from './plan.ts'
import { readingFault } from './reading-fault.ts'
import {
  readLeniently,
  readStrictly,
  recordTexts,
  StrictMismatch,
  type OverRecords,
  type RecordSource,
} from './record.ts'
import { faultText, type Misfit } from './record-type.ts'
import { brokenRules, misfitsOfRules } from './rules.ts'
import { unpackedColumns } from './schema.ts'
import type { Session } from './session.ts'
import { literal, names, statementText } from './text.ts'

/** What a file gave: for each feed a temporary table of typed rows, and the table `reject`. */
export interface Parsed {
  feeds: readonly ParsedFeed[]
  /** nothing was rejected */
  isClean: boolean
}

interface ParsedFeed {
  feed: PlannedFeed
  fresh: string
  /** how many stand in `fresh` */
  rows: number
  /**
   * how many rows were not even written into `fresh`, for they are word for word the current ones; no key comes twice then.
   * undefined where it holds all of them
   */
  leftOut?: number
}

/**
 * Reads a landed file into temporary tables, outside any transaction: in one pass where every record fits, otherwise
 * once more, record by record, with a reason for each that does not.
 */
export async function parse(session: Session, from: RecordSource): Promise<Parsed> {
  if (from.isReadCarefully) return parseLeniently(session, from)
  await makeReject(session)
  try {
    if (from.strictFault) throw from.strictFault
    const over = await readStrictly(session, from)
    return { feeds: await strictFeeds(session, from, over), isClean: true }
  } catch (error) {
    await session.run(sql`delete from reject`)
    if (needsNumbers(from, error)) {
      await dropRecord(session)
      return parse(session, { ...from, areNumbersTyped: true })
    }
    if (mayHaveMoreFields(from, error)) {
      await dropRecord(session)
      from.isSniffedWhole = true
      return parse(session, from)
    }
    try {
      return await parseLeniently(session, from)
    } catch (second) {
      throw await readingFault(session, from, second, error)
    }
  }
}

/** A staging select that counts with columns of a csv, which are texts unless their content says otherwise. */
const needsNumbers = ({ planned, areNumbersTyped }: RecordSource, error: unknown): boolean =>
  planned.stream.format === 'csv' &&
  !areNumbersTyped &&
  error instanceof Error &&
  error.message.includes('No function matches')

/** A staging select that names a field which the first records of a file lack. */
const mayHaveMoreFields = ({ planned, isSniffedWhole }: RecordSource, error: unknown): boolean =>
  (planned.stream.format === 'json' || planned.stream.format === 'ndjson') &&
  !isSniffedWhole &&
  Object.keys(planned.stream.record).length === 0 &&
  error instanceof Error &&
  error.message.startsWith('Binder Error')

const makeReject = (session: Session) =>
  session.run(sql`create or replace temp table reject (line bigint, entity varchar, record varchar, reason varchar)`)

async function parseLeniently(session: Session, from: RecordSource): Promise<Parsed> {
  if (!from.isReadCarefully) {
    await dropRecord(session)
    await readLeniently(session, from)
  }
  const feeds: ParsedFeed[] = []
  for (const [at, feed] of from.planned.feeds.entries()) {
    const fresh = await lenientFeed(session, from, feed, at)
    const rows = Number(await session.value(sql`select count(*) from ${identifier(fresh)}`))
    feeds.push({ feed, fresh, rows })
  }
  return { feeds, isClean: false }
}

const stagingText = (feed: PlannedFeed): string => statementText(sqlText(feed.feed.staging))

/** What a staging select gives depends on the file only where the stream does not say what a record is. */
const knownOutputs = new WeakMap<PlannedFeed, Map<string, string>>()

async function outputs(
  session: Session,
  planned: PlannedStream,
  feed: PlannedFeed,
  select: Sql,
): Promise<Map<string, string>> {
  const known = knownOutputs.get(feed)
  if (known) return known
  const described = await session.rows<{ column_name: string; column_type: string }>(sql`describe ${select}`)
  const types = new Map(described.map((row) => [row.column_name, row.column_type]))
  if (isWholeRecord(feed))
    for (const name of types.keys()) if (!(name in feed.table.entity.columns) && name !== '_line') types.delete(name)
  checkOutputs(planned, feed, [...types.keys()])
  const { format, record } = planned.stream
  if (format === 'ndjson' && Object.keys(record).length > 0) knownOutputs.set(feed, types)
  return types
}

async function strictFeeds(session: Session, from: RecordSource, over: OverRecords): Promise<Parsed['feeds']> {
  const feeds: ParsedFeed[] = []
  for (const [at, feed] of from.planned.feeds.entries()) {
    const fresh = `fresh_${at}`
    const select = await strictSelect(session, from.planned, feed, over)
    const written = (await strictNews(session, from, feed, { fresh, select })) ?? {
      rows: await fillFresh(session, feed, fresh, select),
    }
    await refuseIncomplete(session, feed, identifier(fresh))
    feeds.push({ feed, fresh, ...written })
  }
  return feeds
}

/**
 * Writes only what is new into a fresh table, where the number of all rows is known without it.
 * @returns undefined where the table must be filled with all
 */
async function strictNews(
  session: Session,
  { planned, batch: { records } }: RecordSource,
  feed: PlannedFeed,
  { fresh, select }: { fresh: string; select: Sql },
): Promise<Pick<ParsedFeed, 'rows' | 'leftOut'> | undefined> {
  if (records === undefined || !isWholeRecord(feed) || planned.stream.missing === 'gone') return undefined
  const news = await newsOf(session, feed.table, records, select)
  if (news === undefined) return undefined
  const rows = await fillFresh(session, feed, fresh, news)
  return (await comesOnce(session, fresh, rows)) ? { rows, leftOut: records - rows } : undefined
}

/** @returns how many rows it has */
async function fillFresh(session: Session, feed: PlannedFeed, fresh: string, select: Sql): Promise<number> {
  const columns = unpackedColumns(feed.table.entity)
  await session.run(sql`create or replace temp table ${identifier(fresh)} (${columns})`)
  return session.run(sql`insert into ${identifier(fresh)} ${select}`)
}

/** The rows of a feed in its entity's columns and types, with the hash of their key; fails as soon as one does not fit. */
async function strictSelect(
  session: Session,
  planned: PlannedStream,
  feed: PlannedFeed,
  over: OverRecords,
): Promise<Sql> {
  const { entity } = feed.table
  const select = over(stagingText(feed))
  const types = await outputs(session, planned, feed, select)
  const columns = columnsOf(entity).map((column) => {
    const from = types.get(column)
    const to = engineType(entity, column)
    return from === undefined
      ? sql`null::${trusted(to)} as ${identifier(column)}`
      : sql`${converted(identifier(column), from, to)} as ${identifier(column)}`
  })
  return sql`select *, ${keyHash(entity.key)} as _key from (select ${joinSql(columns, ', ')} from (${select}))`
}

async function refuseIncomplete(session: Session, feed: PlannedFeed, table: Sql): Promise<void> {
  // one question a column: the engine answers it from what it knows of a block
  const nulls = requiredColumns(feed.table.entity).map(
    (column) => sql`select 1 as one from ${table} where ${identifier(column)} is null`,
  )
  const broken = brokenRules(feed.table.entity).map((rule) => sql`select 1 as one from ${table} where ${rule}`)
  const incomplete = await session.rows(sql`${joinSql([...nulls, ...broken], ' union all ')} limit 1`)
  if (incomplete.length > 0) throw new StrictMismatch()
}

/**
 * Reads a file straight into staging tables that are still empty: no copy, no comparison. In a transaction of the caller.
 * @returns the number of rows
 * @throws where a record does not fit or a key comes twice; the caller rolls back and takes the careful way
 */
export async function parseIntoEmpty(session: Session, from: RecordSource, batchId: number): Promise<number> {
  await makeReject(session)
  const over = await readStrictly(session, from)
  let rows = 0
  for (const feed of from.planned.feeds) {
    const target = identifier('staging', feed.table.name)
    const select = await strictSelect(session, from.planned, feed, over)
    rows += await session
      .runInAnyOrder(
        sql`insert into ${target} (${names(columnsOf(feed.table.entity))}, _key, _batch)
        select *, ${trusted(String(batchId))} from (${select})`,
      )
      .catch((error: unknown) => {
        if (error instanceof Error) from.strictFault = error
        throw error
      })
    await refuseIncomplete(session, feed, target).catch((error: unknown) => {
      if (error instanceof StrictMismatch) from.strictFault = error
      throw error
    })
    await refuseDoubles(session, target)
  }
  return rows
}

async function refuseDoubles(session: Session, table: Sql): Promise<void> {
  // sorted, equal keys stand side by side: a third cheaper than grouping
  const twice = await session.rows(sql`
    select 1 as one
    from (select _key = lag(_key) over (order by _key) as is_twice from ${table})
    where is_twice
    limit 1`)
  if (twice.length > 0) throw new StrictMismatch()
}

/** Makes `record` and `reject` by careful reading, outside any transaction. */
export async function readCarefully(session: Session, from: RecordSource): Promise<void> {
  await makeReject(session)
  try {
    await readLeniently(session, from)
  } catch (error) {
    throw await readingFault(session, from, error, from.strictFault)
  }
  from.isReadCarefully = true
}

/**
 * Takes what a careful reading gave straight into staging tables that are still empty. In a transaction of the caller.
 * @returns the number of rows
 * @throws where a key comes twice or a staging select fails on a row; the caller rolls back and goes by temporary tables
 */
export async function carefulIntoEmpty(session: Session, from: RecordSource, batchId: number): Promise<number> {
  let rows = 0
  for (const feed of from.planned.feeds) {
    const target = identifier('staging', feed.table.name)
    const staged = sql`select *, null::varchar as _staging_fault from (${trusted(stagingText(feed))})`
    const judged = (await lenientSelect(session, from, feed))(staged)
    const written = [...columnsOf(feed.table.entity), '_key']
    rows += await session.run(sql`insert into ${target} (${names(written)}, _batch)
      select ${names(written)}, ${trusted(String(batchId))} from (${judged}) where _fault is null ${inOrder(from)}`)
    await session.run(
      sql`create or replace temp table faulty as select _line, _fault from (${judged}) where _fault is not null`,
    )
    await rejectFaulty(session, from, feed, identifier('faulty'))
    await refuseDoubles(session, target)
  }
  return rows
}

/** Rows that fit an entity; the others go to `reject` with every reason. */
async function lenientFeed(session: Session, from: RecordSource, feed: PlannedFeed, at: number): Promise<string> {
  const fresh = identifier(`fresh_${at}`)
  const judged = await lenientSelect(session, from, feed)
  // one pass writes good rows and faulty ones; these are few and leave at once
  await stage(
    session,
    from,
    feed,
    await outputNames(session, from, feed),
    (staged) => sql`create or replace temp table ${fresh} as
      ${judged(staged)} ${inOrder(from)}`,
  )
  await rejectFaulty(session, from, feed, fresh)
  return `fresh_${at}`
}

const inOrder = (from: RecordSource): Sql => (from.isCountedWithoutBlanks ? sql`` : sql`order by _line`)

const outputNames = async (session: Session, from: RecordSource, feed: PlannedFeed): Promise<string[]> => [
  ...(await outputs(session, from.planned, feed, trusted(stagingText(feed)))).keys(),
]

/** Makes of a staging select the rows of an entity, `_key`, the place in the file, and what does not fit: `_fault`. */
async function lenientSelect(session: Session, from: RecordSource, feed: PlannedFeed): Promise<(staged: Sql) => Sql> {
  const { entity } = feed.table
  const types = await outputs(session, from.planned, feed, trusted(stagingText(feed)))
  const given = columnsOf(entity).filter((column) => types.has(column))
  const conversion = (column: string) =>
    triedConverted(identifier(column), types.get(column) ?? 'VARCHAR', engineType(entity, column))
  const columns = columnsOf(entity).map((column) =>
    types.has(column)
      ? sql`${conversion(column)} as ${identifier(column)}`
      : sql`null::${trusted(engineType(entity, column))} as ${identifier(column)}`,
  )
  const faults: Misfit[] = [
    ...given
      .filter((column) => types.get(column) !== engineType(entity, column))
      .map((column) => ({
        is: isMisfit(identifier(column), conversion(column)),
        reason: misfitReason(column, identifier(column), engineType(entity, column)),
      })),
    ...requiredColumns(entity).map((column) => ({
      is: types.has(column) ? sql`${identifier(column)} is null` : sql`true`,
      reason: literal(`${column} is empty`),
    })),
    ...misfitsOfRules(entity, (column) => (types.has(column) ? conversion(column) : undefined)),
  ]
  return (staged) => sql`select *, ${keyHash(entity.key)} as _key from (
      select ${joinSql(columns, ', ')}, ${types.has('_line') ? sql`_line` : sql`null::bigint as _line`},
        coalesce(_staging_fault, ${faultText(faults)}) as _fault
      from (${staged}))`
}

/** Moves the faulty rows of a fresh table to `reject`, with the texts of their records. */
async function rejectFaulty(session: Session, from: RecordSource, feed: PlannedFeed, fresh: Sql): Promise<void> {
  const { line: lines = [] } = await session.columns(
    sql`select distinct _line as line from ${fresh} where _fault is not null order by line nulls last`,
  )
  if (lines.length === 0) return
  const texts = await recordTexts(session, from, lines.filter((line) => line !== null).map(Number))
  await session.run(sql`insert into reject
    select t._place, ${literal(feed.table.entity.id)}, t._record, f._fault
    from ${fresh} as f left join (${texts}) as t on t._line = f._line
    where f._fault is not null`)
  await session.run(sql`delete from ${fresh} where _fault is not null`)
}

/** Runs `make` on the staging select; where it fails on a row, each of its columns is tried on its own. */
async function stage(
  session: Session,
  from: RecordSource,
  feed: PlannedFeed,
  outputs: readonly string[],
  make: (staged: Sql) => Sql,
): Promise<void> {
  const text = stagingText(feed)
  try {
    await session.run(make(sql`select *, null::varchar as _staging_fault from (${trusted(text)})`))
  } catch (error) {
    const wrapped = await withTriedColumns(session, text, outputs)
    if (wrapped === undefined) throw stagingFault(from, feed, error)
    // the engine would take parts that columns share out of their `try`
    await session.run(sql`set disabled_optimizers = 'common_subexpressions'`)
    try {
      await session.run(make(wrapped))
    } catch (second) {
      throw stagingFault(from, feed, second)
    } finally {
      await session.run(sql`set disabled_optimizers = ''`)
    }
  }
}

const stagingFault = ({ planned, batch }: RecordSource, feed: PlannedFeed, error: unknown) =>
  fault(
    'staging_failed',
    {
      source: planned.source,
      stream: planned.stream.name,
      entity: feed.table.entity.id,
      file: batch.file,
      cause: causeText(error),
    },
    error,
  )
