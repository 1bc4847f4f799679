import { stat } from 'node:fs/promises'
import { identifier, joinSql, sql, trusted, type Sql } from '../kit/index.ts'
import { csvShape, hasEndlessLine } from './csv.ts'
import { elementLines, jsonLook } from './elements.ts'
import { fault } from './fault.ts'
import { lineTexts, readLines } from './lines.ts'
import { renameFields } from './other-names.ts'
import { columnsOf, isWholeRecord } from './plan.ts'
import { jsonReader, MAX_RECORD_BYTES, mostRecordBytes, type RecordSource } from './record-source.ts'
import { faultText, misfits, recordFields, tried, typed, type RecordField } from './record-type.ts'
import { scrubbed } from './scrub.ts'
import type { Session } from './session.ts'
import { literal, names } from './text.ts'

export type { RecordSource } from './record-source.ts'

/** A staging select over the records of a file, as a query of its own. */
export type OverRecords = (staging: string) => Sql

/** Where a relation `record` stands. */
const overRelation: OverRecords = (staging) => trusted(staging)

/**
 * The records of a file for one pass of the engine over it.
 * @throws whatever the engine says as soon as one record does not fit: here, or of the query
 */
export async function readStrictly(session: Session, from: RecordSource): Promise<OverRecords> {
  const over = await readInOnePass(session, from)
  await renameFields(session, from.planned)
  return over
}

async function readInOnePass(session: Session, from: RecordSource): Promise<OverRecords> {
  const { format, record } = from.planned.stream
  if (format === 'csv' || format === 'parquet') {
    const fields = await readTexts(session, from)
    await session.run(sql`create or replace temp view record as
      select _line, ${typedColumns(fields)} from record_text`)
    const faulty = await session.value(sql`select count(*) from reject`)
    if (faulty !== 0) throw new StrictMismatch()
    return overRelation
  }
  if (format === 'json' && (await jsonLook(from.path, from.batch.bytes)) === 'cut') throw new StrictMismatch()
  const fields =
    Object.keys(record).length > 0 ? await recordFields(session, record) : await sniffedFields(session, from)
  const reader = jsonReader(from, from.batch.records === undefined ? format : 'ndjson', fields)
  const select = sql`select null::bigint as _line, ${typedColumns(fields)} from ${reader}`
  // one reader of the file per feed would parse it again
  if (from.planned.feeds.length > 1) await session.run(sql`create or replace temp table record as ${select}`)
  else if (from.planned.stream.otherNames) await session.run(sql`create or replace temp view record as ${select}`)
  // a view would be planned twice: when it is made, and where it is read
  else return (staging) => sql`with record as not materialized (${select}) from (${trusted(staging)})`
  return overRelation
}

/** What cannot be read in one go, without an error of the engine. */
export class StrictMismatch extends Error {}

/**
 * Makes the relation `record` of what fits and fills `reject` with what does not. Never fails because of a record.
 */
export async function readLeniently(session: Session, from: RecordSource): Promise<void> {
  await readRecords(session, from)
  await renameFields(session, from.planned)
}

async function readRecords(session: Session, from: RecordSource): Promise<void> {
  const { format, record } = from.planned.stream
  if (format === 'ndjson') {
    const fields =
      Object.keys(record).length > 0 ? await recordFields(session, record) : await sniffedFieldsOfLines(session, from)
    return readLines(session, from, fields)
  }
  if (format === 'json') return readElements(session, from)
  const fields = await readTexts(session, from)
  await session.run(sql`create or replace temp table parsed as
    select _line, ${joinSql(
      fields.map((field) => sql`${tried(field, identifier(field.name))} as ${identifier(field.name)}`),
      ', ',
    )}, ${faultText(fields.flatMap((field) => misfits(field, identifier(field.name))))} as _fault
    from record_text`)
  await session.run(sql`insert into reject
    select p._line, null, to_json(t), p._fault
    from parsed as p inner join record_text as t on t._line = p._line
    where p._fault is not null`)
  await session.run(sql`create or replace temp view record as
    select _line, ${names(fields.map((field) => field.name))} from parsed where _fault is null`)
}

/** The elements of an array as lines: a broken one is rejected with its text, and the whole ones before a cut are kept. */
async function readElements(session: Session, from: RecordSource): Promise<void> {
  if ((await jsonLook(from.path, from.batch.bytes)) === 'no JSON')
    throw from.strictFault ?? new StrictMismatch('no JSON')
  const { path, isWhole } = await elementLines(from.path, from.temporaryFolder)
  from.path = path
  from.planned = { ...from.planned, stream: { ...from.planned.stream, format: 'ndjson' } }
  await readRecords(session, from)
  if (isWhole) return
  await session.run(sql`insert into reject
    select null, null, '', 'the file ends before its array does'
    where not exists (select 1 from reject where reason like 'not JSON%')`)
}

const typedColumns = (fields: readonly RecordField[]): Sql =>
  joinSql(
    fields.map((field) => sql`${typed(field, identifier(field.name))} as ${identifier(field.name)}`),
    ', ',
  )

/**
 * The fields of a file whose stream names none; everything as text. Rows that are taken as they are need their entity's
 * columns and no look at the file; otherwise its beginning tells, unless a column was missed that stands further on.
 */
async function sniffedFields(session: Session, from: RecordSource): Promise<RecordField[]> {
  const { path, planned } = from
  if (planned.feeds.length > 0 && planned.feeds.every(isWholeRecord)) {
    const columns = new Set(planned.feeds.flatMap(({ table }) => columnsOf(table.entity)))
    return [...columns].map((name) => ({ name, type: 'VARCHAR' }))
  }
  const isLines = planned.stream.format === 'ndjson'
  // of a field's names one may stand further on than another
  const sampleSize = from.isSniffedWhole || planned.stream.otherNames ? -1 : SNIFFED_RECORDS
  const described = await session.rows<{ column_name: string }>(sql`describe
    select * from read_json(${literal(path)}, format = ${literal(isLines ? 'newline_delimited' : 'auto')}, records = true,
      sample_size = ${trusted(String(sampleSize))}, ignore_errors = ${trusted(String(isLines))}, map_inference_threshold = -1)`)
  return described.map(({ column_name: name }) => ({ name, type: 'VARCHAR' }))
}

const SNIFFED_RECORDS = 20_000

/** The same of a file with lines that the engine does not even look at: those go to `reject` first. */
async function sniffedFieldsOfLines(session: Session, from: RecordSource): Promise<RecordField[]> {
  from.isSniffedWhole = true
  try {
    return await sniffedFields(session, from)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    from.path = await scrubbed(session, from.path, from.temporaryFolder, mostRecordBytes(from.batch))
    return sniffedFields(session, from)
  }
}

/** A file of columns as a table of texts, one row a record; what has no columns goes to `reject`. */
async function readTexts(session: Session, from: RecordSource): Promise<RecordField[]> {
  const { format, record } = from.planned.stream
  const declared = await recordFields(session, record)
  if (format === 'csv') return csvTexts(session, from, declared)
  return parquetTexts(session, from, declared)
}

/** what the engine takes of itself for lines so long */
const MOST_CSV_BUFFER_BYTES = 16 * MAX_RECORD_BYTES
/** no line of a file that is larger than its buffer may go on for so long */
const ENDLESS_BYTES = MOST_CSV_BUFFER_BYTES / 2

/** All of a smaller file: a line beyond its buffer the engine passes over without a word, one beyond its limit it tells of. */
async function csvBufferBytes(path: string): Promise<number> {
  const { size } = await stat(path)
  return Math.min(Math.max(2 * MAX_RECORD_BYTES, size + 1), MOST_CSV_BUFFER_BYTES)
}

async function csvTexts(
  session: Session,
  from: RecordSource,
  declared: readonly RecordField[],
): Promise<RecordField[]> {
  const shape = await csvShape(from.path, from.planned.stream.csv ?? {}, from.temporaryFolder)
  const bufferBytes = await csvBufferBytes(shape.path)
  if (bufferBytes === MOST_CSV_BUFFER_BYTES && (await hasEndlessLine(shape.path, ENDLESS_BYTES)))
    throw fault('endless_line', {
      source: from.planned.source,
      file: from.batch.file,
      megabytes: Math.floor(ENDLESS_BYTES / 1_000_000),
    })
  await session.run(sql`drop table if exists reject_errors`)
  await session.run(sql`drop table if exists reject_scans`)
  const columns = joinSql(
    shape.columns.map((name) => sql`${literal(name)}: 'VARCHAR'`),
    ', ',
  )
  const firstLine = shape.hasHeader ? 1 : 0
  await session.run(sql`create or replace temp table record_text as
    select row_number() over () + ${trusted(String(firstLine))} as _line, *
    from read_csv(${literal(shape.path)}, auto_detect = false, columns = {${columns}}, delim = ${literal(shape.delimiter)},
      header = ${trusted(String(shape.hasHeader))}, quote = '"', escape = '"', store_rejects = true, rejects_limit = 0,
      max_line_size = ${trusted(String(MAX_RECORD_BYTES))}, buffer_size = ${trusted(String(bufferBytes))},
      allow_quoted_nulls = ${trusted(String(!from.planned.stream.csv?.hasEmptyTexts))})`)
  await session.run(sql`insert into reject
    select line, null, any_value(csv_line), any_value(lower(error_type::varchar) || ': ' || error_message)
    from reject_errors group by line, line_byte_position`)
  if (declared.length > 0) return declaredTexts(session, declared, shape.columns)
  const fields = from.areNumbersTyped
    ? await numberFields(session, shape.columns)
    : shape.columns.map((name) => ({ name, type: 'VARCHAR' }))
  return declaredTexts(session, fields, shape.columns)
}

/** Columns that hold nothing but numbers as programs write them; `007` and `1.` are texts. */
async function numberFields(session: Session, columns: readonly string[]): Promise<RecordField[]> {
  const kinds = columns.map(
    (name) => sql`case
      when count(nullif(${identifier(name)}, '')) = 0 then 'VARCHAR'
      when bool_and(coalesce(${identifier(name)}, '') = '' or try_cast(${identifier(name)} as bigint)::varchar = ${identifier(name)}) then 'BIGINT'
      when bool_and(coalesce(${identifier(name)}, '') = '' or regexp_full_match(${identifier(name)}, '-?(0|[1-9][0-9]*)([.][0-9]+)?')) then 'DOUBLE'
      else 'VARCHAR' end as ${identifier(name)}`,
  )
  const [found] = await session.rows(sql`select ${joinSql(kinds, ', ')} from record_text`)
  return columns.map((name) => ({ name, type: String(found?.[name] ?? 'VARCHAR') }))
}

async function parquetTexts(
  session: Session,
  from: RecordSource,
  declared: readonly RecordField[],
): Promise<RecordField[]> {
  const described = await session.rows<{ column_name: string; column_type: string }>(
    sql`describe select * from read_parquet(${literal(from.path)})`,
  )
  const texts = described.map(({ column_name: name, column_type: type }) =>
    /^(STRUCT|MAP|.*\[\])/.test(type)
      ? sql`to_json(${identifier(name)})::varchar as ${identifier(name)}`
      : sql`${identifier(name)}::varchar as ${identifier(name)}`,
  )
  await session.run(sql`create or replace temp table record_text as
    select row_number() over () as _line, ${joinSql(texts, ', ')} from read_parquet(${literal(from.path)})`)
  const columns = described.map(({ column_name: name }) => name)
  if (declared.length === 0) return columns.map((name) => ({ name, type: 'VARCHAR' }))
  return declaredTexts(session, declared, columns)
}

/** Adds the declared columns that the file lacks, as nulls; an empty text is no value where the type is not text. */
async function declaredTexts(session: Session, declared: readonly RecordField[], columns: readonly string[]) {
  const flat = declared.map((field) => (field.fields ? { name: field.name, type: 'JSON' } : field))
  for (const { name } of flat.filter((field) => !columns.includes(field.name))) {
    await session.run(sql`alter table record_text add column ${identifier(name)} varchar`)
  }
  for (const { name, type } of flat) {
    if (type === 'VARCHAR') continue
    await session.run(sql`update record_text set ${identifier(name)} = null where ${identifier(name)} = ''`)
  }
  return flat
}

/** The place in the file and the text of records by their `_line`, for people to see why they were rejected. */
export async function recordTexts(session: Session, from: RecordSource, lines: readonly number[]): Promise<Sql> {
  if (from.planned.stream.format === 'ndjson') return lineTexts(session, from, lines)
  return sql`select _line, _line as _place, to_json(record_text)::varchar as _record from record_text`
}
