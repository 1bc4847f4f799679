import type { Locale, Unit } from '../base/index.ts'
import type { WholeColumn } from '../figures/index.ts'
import { identifier, joinSql, sql, trusted, type Sql } from '../kit/index.ts'
import { kindOf, labelled, onWallClock } from './engine-values.ts'
import { words } from './words.ts'
import { EMPTY_CELL, figureCell, KEPT_TEXT_CELL, TEXT_CELL, writtenCell } from './xlsx-cell.ts'

interface Written {
  locale: Locale
  timeZone: string
}

/** A row of a sheet as one line of XML, made by the engine: figures as numbers, days as days, texts never as formulas. */
export function xlsxRow(columns: readonly WholeColumn[], written: Written): Sql {
  const cells = columns.map((column) => xlsxCell(column, written))
  return sql`concat('<row>', ${joinSql(cells, ', ')}, '</row>')`
}

/** No value is an empty cell. */
const xlsxCell = (column: WholeColumn, written: Written): Sql =>
  sql`coalesce(${filledCell(column, written)}, ${EMPTY_CELL})`

function filledCell(column: WholeColumn, { locale, timeZone }: Written): Sql {
  const name = identifier(column.name)
  switch (kindOf(column.type)) {
    case 'boolean':
      return sql`case ${name} when true then ${wordCell('yes', locale)} when false then ${wordCell('no', locale)} end`
    case 'whole':
      // a whole number without a unit of its own may be an id, which people read without spaces
      return sql`case when abs(cast(${name} as hugeint)) <= ${trusted(LARGEST_EXACT)} then ${number(name, column.unit === 'number' ? 'text' : column.unit)} else ${textCell(sql`cast(${name} as varchar)`, locale)} end`
    case 'decimal':
      return number(name, column.unit)
    case 'float':
      return sql`case when isfinite(${name}) then ${number(name, column.unit)} end`
    case 'day':
      return dated(name, sql`date_diff('day', date '1899-12-30', ${name})`, { unit: 'day', locale })
    case 'instant': {
      const serial = (clock: Sql): Sql => sql`round(25569 + floor(epoch(${clock})) / 86400, 8)`
      return onWallClock(column, timeZone, {
        usual: (clock) => number(serial(clock), 'instant'),
        rare: (clock) => dated(clock, serial(clock), { unit: 'instant', locale }),
      })
    }
    case 'text': {
      const text = column.type === 'VARCHAR' ? name : sql`cast(${name} as varchar)`
      return labelled(text, column.labels, writtenCell, textCell(text, locale))
    }
  }
}

/** Beyond it a spreadsheet would round. */
const LARGEST_EXACT = String(Number.MAX_SAFE_INTEGER)

const wordCell = (word: string, locale: Locale): string => writtenCell(words.say(locale, word))

function number(value: Sql, unit: Unit): Sql {
  const { open, close } = figureCell(unit)
  return sql`${open} || ${value} || ${close}`
}

/** Spreadsheets know no zones, and no leap year 1900: days before its March are text. */
const dated = (time: Sql, serial: Sql, { unit, locale }: { unit: Unit; locale: Locale }): Sql =>
  sql`case when not isfinite(${time}) then null when ${time} >= date '1900-03-01' then ${number(serial, unit)} else ${textCell(sql`cast(${time} as varchar)`, locale)} end`

/** a cell holds 32 767 letters, and letters beyond the first plane count twice; room is left to say that there was more */
const LONGEST_BYTES = 32_767
const LONGEST_LETTERS = 32_600
const LONGEST_WIDE_LETTERS = 16_300
const WIDE = trusted(String.raw`'[\x{10000}-\x{10FFFF}]'`)

/** As it is where nothing in it means anything to XML; nearly every text is so. */
function textCell(text: Sql, locale: Locale): Sql {
  const isPlain = sql`strlen(${text}) <= ${LONGEST_BYTES} and not regexp_matches(${text}, ${SPECIAL}) and not contains(${text}, chr(65534)) and not contains(${text}, chr(65535)) and not starts_with(${text}, ' ') and not ends_with(${text}, ' ')`
  return sql`case when ${text} is null then null when ${isPlain} then ${TEXT_CELL.open} || ${text} || ${TEXT_CELL.close} else ${KEPT_TEXT_CELL.open} || ${escaped(cut(text, locale))} || ${KEPT_TEXT_CELL.close} end`
}

function cut(text: Sql, locale: Locale): Sql {
  const most = sql`case when regexp_matches(${text}, ${WIDE}) then ${LONGEST_WIDE_LETTERS} else ${LONGEST_LETTERS} end`
  return sql`case when strlen(${text}) > ${LONGEST_BYTES} and length(${text}) > ${most} then left(${text}, ${most}) || ${`… ${words.say(locale, 'cell_cut')}`} else ${text} end`
}

const SPECIAL = trusted(String.raw`'[&<>\x00-\x1f]|_x'`)
const UNWRITABLE = trusted(String.raw`'[\x00-\x08\x0b\x0c\x0e-\x1f\x{FFFE}\x{FFFF}]'`)
const LIKE_ESCAPE = trusted(String.raw`'_(x[0-9A-Fa-f]{4}_)', '_x005F_\1'`)

/** One line, whatever the text holds: rows are told by the ends of lines. */
const escaped = (text: Sql): Sql =>
  [
    [sql`'&'`, sql`'&amp;'`],
    [sql`'<'`, sql`'&lt;'`],
    [sql`'>'`, sql`'&gt;'`],
    [sql`chr(10)`, sql`'&#10;'`],
    [sql`chr(13)`, sql`'&#13;'`],
  ].reduce(
    (all, [from = sql``, to = sql``]) => sql`replace(${all}, ${from}, ${to})`,
    sql`regexp_replace(regexp_replace(${text}, ${UNWRITABLE}, '', 'g'), ${LIKE_ESCAPE}, 'g')`,
  )
