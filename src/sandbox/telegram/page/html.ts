/** A piece of a page that needs no escaping any more. */
export interface Html {
  readonly html: string
}

type Value = Html | readonly Html[] | string | number | false | undefined

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? '')

/** Puts values into a page; texts are escaped, pieces of a page are not, `false` and nothing vanish. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return { html: parts.reduce((page, part, index) => page + write(values[index - 1]) + part) }
}

function write(value: Value): string {
  if (value === false || value === undefined) return ''
  if (typeof value === 'string' || typeof value === 'number') return escape(String(value))
  return 'html' in value ? value.html : value.map((each) => each.html).join('')
}

/** Markup of our own that is a file beside the code. */
export const asIs = (text: string): Html => ({ html: text })
