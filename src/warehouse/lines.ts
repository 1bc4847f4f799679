import { join } from 'node:path'
import { identifier, joinSql, sql, trusted, type Sql } from '../kit/index.ts'
import { copyChosenLines } from './chosen-lines.ts'
import { jsonReader, mostRecordBytes, type RecordSource } from './record-source.ts'
import { faultText, misfits, misses, transformStructure, tried, type RecordField } from './record-type.ts'
import { isReadable, scrubbed } from './scrub.ts'
import type { Session } from './session.ts'
import { literal, names } from './text.ts'

/** When more than this share of a file is in doubt, every line is judged on its own at once. */
const DOUBTFUL_SHARE = 0.25

/** Each line on its own: a broken one is rejected with its text, the others go on. */
export async function readLines(session: Session, from: RecordSource, fields: readonly RecordField[]): Promise<void> {
  try {
    if (fields.length > 0 && (await readWithoutDoubtful(session, from, fields))) return
  } catch {
    // the engine stops at some faults whatever it is told: then each line is taken as a text
  }
  await session.run(sql`delete from reject`)
  try {
    await readEveryLine(session, from, fields)
  } catch {
    // the engine reads no line beyond its limit and no text that is not UTF-8: those are taken out first
    from.path = await scrubbed(session, from.path, from.temporaryFolder, mostRecordBytes(from.batch))
    await readEveryLine(session, from, fields)
  }
  await session.run(sql`create or replace temp view record as ${fitting('judged_line', fields)}`)
}

/**
 * Reads the file in one pass, in parallel, and judges on their own only the lines that gave nothing or did not fit.
 * The pass numbers records by their place in its table; where blank lines stand is known only to who counts them.
 * @returns false where too much is in doubt
 */
async function readWithoutDoubtful(
  session: Session,
  from: RecordSource,
  fields: readonly RecordField[],
): Promise<boolean> {
  await readPatiently(session, from, fields)
  const total = Number(await session.value(sql`select count(*) from parsed`))
  const { line: doubtful = [] } = await session.columns(
    sql`select rowid + 1 as line from parsed where _is_doubtful order by rowid`,
  )
  if (doubtful.length > total * DOUBTFUL_SHARE) return false
  const sure = sql`select rowid + 1 as _line, ${columnNames(fields)} from parsed where not _is_doubtful`
  from.isCountedWithoutBlanks = true
  if (doubtful.length === 0) {
    await session.run(sql`create or replace temp view record as ${sure}`)
    return true
  }
  const counted = await copyLines(session, from, doubtful.map(Number))
  if (counted !== total) {
    from.isCountedWithoutBlanks = false
    return false
  }
  await judgeLines(session, chosenLines(from), fields)
  const isAnyFitting =
    (await session.rows(sql`select 1 as one from judged_line where _fault is null limit 1`)).length > 0
  await session.run(sql`create or replace temp view record as ${isAnyFitting ? withJudged(fields) : sure}`)
  return true
}

/** Each row in its place: a sort of the whole would cost as much as the reading. */
function withJudged(fields: readonly RecordField[]): Sql {
  const columns = fields.map(({ name }) => {
    const column = identifier(name)
    return sql`case when p._is_doubtful then j.${column} else p.${column} end as ${column}`
  })
  return sql`select p.rowid + 1 as _line, ${joinSql(columns, ', ')}
    from parsed as p
    left join judged_line as j on j._line = p.rowid + 1 and j._fault is null
    where not p._is_doubtful or j._line is not null`
}

const columnNames = (fields: readonly RecordField[]): Sql => names(fields.map((field) => field.name))

const fitting = (table: string, fields: readonly RecordField[]): Sql =>
  sql`select _line, ${columnNames(fields)} from ${identifier(table)} where _fault is null`

/**
 * Makes `parsed`, one row for each line that is not blank, in order. A row without any value is in doubt: its line is
 * broken, or the engine lost it (a line that ends too early can spoil the next one).
 */
async function readPatiently(session: Session, from: RecordSource, fields: readonly RecordField[]): Promise<void> {
  const raw = (field: RecordField) => identifier(`${field.name} `)
  const columns = fields.map(
    (field) =>
      sql`${identifier(field.name)} as ${raw(field)}, ${tried(field, identifier(field.name))} as ${identifier(field.name)}`,
  )
  const isEmpty = joinSql(
    fields.map((field) => sql`${raw(field)} is null`),
    ' and ',
  )
  const doubts = [sql`(${isEmpty})`, ...fields.flatMap((field) => misses(field, raw(field), identifier(field.name)))]
  await session.run(sql`create or replace temp table parsed as
    select ${columnNames(fields)}, ${joinSql(doubts, ' or ')} as _is_doubtful
    from (select ${joinSql(columns, ', ')} from ${jsonReader(from, 'ndjson', fields, true)})`)
}

/** All lines of a file in `judged_line`, each with its fault. */
async function readEveryLine(session: Session, from: RecordSource, fields: readonly RecordField[]): Promise<void> {
  // numbered by their place in a table: a window function would keep everything after it on one core
  await session.run(sql`create or replace temp table record_line as ${textLines(from.path, from)}`)
  await judgeLines(session, sql`select rowid + 1 as _line, rowid + 1 as _place, _text from record_line`, fields)
  await session.run(sql`drop table record_line`)
}

async function judgeLines(session: Session, lines: Sql, fields: readonly RecordField[]): Promise<void> {
  const structure = JSON.stringify(Object.fromEntries(fields.map((field) => [field.name, transformStructure(field)])))
  const at = (field: RecordField) => sql`struct_extract(_document, ${literal(field.name)})`
  const columns = fields.map((field) => sql`${tried(field, at(field))} as ${identifier(field.name)}`)
  await session.run(sql`create or replace temp table judged_line as
    with document as (
      select _line, _place, _text,
        case when starts_with(ltrim(_text), '{') then try(json_transform(_text, ${literal(structure)})) end as _document
      from (${lines})
      where trim(_text) <> ''
    ),
    judged as (
      select _line, _place, _text, ${joinSql(columns, ', ')},
        case when _document is null
          then case when json_valid(_text) then 'not a JSON object' else 'not JSON' end
          else ${faultText(fields.flatMap((field) => misfits(field, at(field))))} end as _fault
      from document
    )
    select * exclude (_text), case when _fault is not null then _text end as _text from judged`)
  await session.run(
    sql`insert into reject select _place, null, _text, _fault from judged_line where _fault is not null`,
  )
}

/** The lines of a file as they stand, each as one text. */
const textLines = (path: string, { batch }: RecordSource): Sql => sql`
  select column0 as _text
  from read_csv(${literal(path)}, columns = {'column0': 'VARCHAR'}, auto_detect = false, header = false,
    delim = chr(1), quote = '', escape = '', new_line = '\\n', max_line_size = ${trusted(String(lineBytes(batch)))},
    buffer_size = ${trusted(String(2 * lineBytes(batch)))})`

/** A line and the numbers before it. */
const lineBytes = (batch: RecordSource['batch']): number => mostRecordBytes(batch) + 64

const chosenFile = (from: RecordSource): string => join(from.temporaryFolder, 'chosen.ndjson')

/** Copies these lines for `chosenLines`. @returns how many lines were counted in the file */
const copyLines = (session: Session, from: RecordSource, chosen: readonly number[]): Promise<number> =>
  copyChosenLines(from.path, {
    chosen,
    isCountedWithoutBlanks: from.isCountedWithoutBlanks ?? false,
    copy: chosenFile(from),
    accepts: (line, place) => isReadable(session, [line], line.length, place, mostRecordBytes(from.batch)),
  })

const chosenLines = (from: RecordSource): Sql => sql`
  select split_part(_text, ' ', 1)::bigint as _line, split_part(_text, ' ', 2)::bigint as _place,
    substr(_text, length(split_part(_text, ' ', 1)) + length(split_part(_text, ' ', 2)) + 3) as _text
  from (${textLines(chosenFile(from), from)})`

/** The place and the text of lines by their number, for people to see why they were rejected. */
export async function lineTexts(session: Session, from: RecordSource, chosen: readonly number[]): Promise<Sql> {
  await copyLines(session, from, chosen)
  return sql`select _line, _place, _text as _record from (${chosenLines(from)})`
}
