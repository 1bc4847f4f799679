import type { Unit } from '../base/index.ts'
import { SHEET_FORMATS } from './sheet-formats.ts'
import { xmlText } from './xml.ts'

const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const TYPES = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/** Formats of the product's own begin here; those below are the spreadsheet's. */
const FIRST_FORMAT = 164
const FORMATS = [...new Set(Object.values(SHEET_FORMATS))]
const HEADS = { left: 1, right: 2 } as const
const FIRST_STYLE = 3

/** The number of the style in which figures of a unit are written. */
export function cellStyle(unit: Unit): number {
  const format = SHEET_FORMATS[unit]
  return format === undefined ? 0 : FIRST_STYLE + FORMATS.indexOf(format)
}

export const headStyle = (align: keyof typeof HEADS): number => HEADS[align]

/** The parts of a workbook beside its sheets: `sheets` are their names, in order. */
export const workbookParts = (sheets: readonly string[]): readonly { name: string; text: string }[] => [
  { name: 'xl/styles.xml', text: stylesXml() },
  { name: 'xl/workbook.xml', text: workbookXml(sheets) },
  { name: 'xl/_rels/workbook.xml.rels', text: workbookRelations(sheets) },
  { name: '_rels/.rels', text: relations([relation('rId1', 'officeDocument', 'xl/workbook.xml')]) },
  { name: '[Content_Types].xml', text: contentTypes(sheets) },
]

export const sheetPath = (index: number): string => `xl/worksheets/sheet${index + 1}.xml`

/** What stands before a sheet's rows: the first row stays in sight, columns are as wide as given. */
export const sheetStart = (widths: readonly number[]): string =>
  `${DECLARATION}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths
    .map((width, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`)
    .join('')}</cols><sheetData>\n`

export const SHEET_END = '</sheetData><pageSetup orientation="landscape"/></worksheet>'

function stylesXml(): string {
  const formats = FORMATS.map(
    (code, index) => `<numFmt numFmtId="${FIRST_FORMAT + index}" formatCode="${xmlText(code)}"/>`,
  )
  const styles = FORMATS.map(
    (_code, index) =>
      `<xf numFmtId="${FIRST_FORMAT + index}" fontId="0" fillId="0" borderId="0" applyNumberFormat="1"/>`,
  )
  const heads = Object.keys(HEADS).map(
    (align) =>
      `<xf numFmtId="0" fontId="1" fillId="2" borderId="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment horizontal="${align}" vertical="top" wrapText="1"/></xf>`,
  )
  const font = '<sz val="11"/><name val="Calibri"/><family val="2"/>'
  return `${DECLARATION}<styleSheet xmlns="${MAIN}">${counted('numFmts', formats)}${counted('fonts', [`<font>${font}</font>`, `<font><b/>${font}</font>`])}${counted(
    'fills',
    [
      '<fill><patternFill patternType="none"/></fill>',
      '<fill><patternFill patternType="gray125"/></fill>',
      '<fill><patternFill patternType="solid"><fgColor rgb="FFEEF2F6"/></patternFill></fill>',
    ],
  )}${counted('borders', [
    '<border><left/><right/><top/><bottom/><diagonal/></border>',
    '<border><left/><right/><top/><bottom style="thin"><color rgb="FFB9C3CD"/></bottom><diagonal/></border>',
  ])}${counted('cellStyleXfs', ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'])}${counted('cellXfs', [
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
    ...heads,
    ...styles,
  ])}${counted('cellStyles', ['<cellStyle name="Normal" xfId="0" builtinId="0"/>'])}</styleSheet>`
}

const counted = (name: string, items: readonly string[]): string =>
  `<${name} count="${items.length}">${items.join('')}</${name}>`

const workbookXml = (sheets: readonly string[]): string =>
  `${DECLARATION}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${sheets
    .map((name, index) => `<sheet name="${xmlText(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`)
    .join('')}</sheets></workbook>`

const relation = (id: string, kind: string, target: string): string =>
  `<Relationship Id="${id}" Type="${OFFICE}/${kind}" Target="${target}"/>`

const relations = (all: readonly string[]): string =>
  `${DECLARATION}<Relationships xmlns="${RELATIONS}">${all.join('')}</Relationships>`

const workbookRelations = (sheets: readonly string[]): string =>
  relations([
    ...sheets.map((_name, index) => relation(`rId${index + 1}`, 'worksheet', sheetPath(index).slice('xl/'.length))),
    relation(`rId${sheets.length + 1}`, 'styles', 'styles.xml'),
  ])

const contentTypes = (sheets: readonly string[]): string => {
  const part = (name: string, type: string) => `<Override PartName="/${name}" ContentType="${TYPES}.${type}+xml"/>`
  const parts = [
    part('xl/workbook.xml', 'sheet.main'),
    part('xl/styles.xml', 'styles'),
    ...sheets.map((_name, index) => part(sheetPath(index), 'worksheet')),
  ]
  return `${DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${parts.join('')}</Types>`
}
