/** What OData of 1C sends: a record of a set, as it came. */
export type OnecRecord = Readonly<Record<string, unknown>>

const NO_REFERENCE = '00000000-0000-0000-0000-000000000000'
const EMPTY_DATE = '0001-'
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * The records of an answer: the `value` of a set, or one entity alone, which comes unwrapped with `…/@Element`.
 * @returns undefined when it is neither
 */
export function recordsOf(body: unknown): readonly OnecRecord[] | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined
  if ('value' in body && Array.isArray(body.value)) return body.value.every(isRecord) ? body.value : undefined
  const metadata = 'odata.metadata' in body ? body['odata.metadata'] : undefined
  return typeof metadata === 'string' && metadata.endsWith('/@Element') ? [body as OnecRecord] : undefined
}

const isRecord = (value: unknown): value is OnecRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A text or a number as text, without the spaces that fixed-length fields are filled up with; null when nothing is left. */
export function textOf(record: OnecRecord, field: string | null): string | null {
  const value = field === null ? null : record[field]
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'string' ? value.trim() || null : null
}

/**
 * The key that a field refers to. `X_Key` and a composite `X` are the same reference, by configuration and version;
 * whichever the record has counts. The zero key is no reference.
 */
export function referenceOf(record: OnecRecord, field: string | null): string | null {
  if (field === null) return null
  const plain = field.replace(/_Key$/, '')
  const value = record[field] ?? record[`${plain}_Key`] ?? record[plain]
  return typeof value === 'string' && GUID.test(value) && value !== NO_REFERENCE ? value.toLowerCase() : null
}

/** A time without zone as 1C writes it; the empty date is none. */
export function dateOf(record: OnecRecord, field: string | null): string | null {
  const value = textOf(record, field)
  return value === null || value.startsWith(EMPTY_DATE) ? null : value
}

/** `StandardODATA.Document_X` → `Document_X`. */
export const typeOf = (record: OnecRecord, field: string): string | null =>
  textOf(record, `${field}_Type`)?.replace(/^StandardODATA\./, '') ?? null

/** Lines of a tabular section; a document without the section has none. What is no line stays one, with nothing in it, to be rejected. */
export function sectionOf(record: OnecRecord, section: string): readonly OnecRecord[] {
  const rows = record[section]
  return Array.isArray(rows) ? rows.map((row: unknown) => (isRecord(row) ? row : {})) : []
}

export const isTrue = (record: OnecRecord, field: string | null): boolean => field !== null && record[field] === true
