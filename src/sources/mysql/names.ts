import { trusted, type Sql } from '../../kit/index.ts'

const PART = /^\s*(?:`((?:[^`]|``)+)`|([^`.\s]+))\s*(\.|$)/

/** `sales.events` → database and table; a part in backticks may hold dots and spaces. Undefined when it is no name. */
export function nameParts(text: string): readonly string[] | undefined {
  const parts: string[] = []
  for (let rest = text; ;) {
    const found = PART.exec(rest)
    if (!found) return undefined
    parts.push(found[1]?.replaceAll('``', '`') ?? found[2] ?? '')
    if (found[3] !== '.') return parts.length <= 2 ? parts : undefined
    rest = rest.slice(found[0].length)
  }
}

/** A name as MySQL quotes it, whatever its `sql_mode`; several are joined by dots. */
export const quoted = (...names: readonly string[]): Sql =>
  trusted(names.map((name) => `\`${name.replaceAll('`', '``')}\``).join('.'))

export const tableSql = (text: string): Sql => quoted(...(nameParts(text) ?? [text]))
