/** A text that begins so is taken for a formula by spreadsheets; apostrophes before it do not count. */
const FORMULA = /^'*[=+\-@\t\r]/

/**
 * A text that no spreadsheet takes for a formula when it reads a CSV: one apostrophe more in front of those that it would.
 * It can be taken back: of a text that begins with apostrophes and then one of `= + - @`, tab or carriage return, one apostrophe
 * is ours.
 * @example harmlessText('=1+2') // "'=1+2"
 */
export const harmlessText = (text: string): string => (FORMULA.test(text) ? `'${text}` : text)

/** What `harmlessText` was given. */
export const originalText = (text: string): string =>
  text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text
