import { identifier, type Sql } from '../../kit/index.ts'

const PART = /^\s*(?:"((?:[^"]|"")+)"|([^".\s]+))\s*(\.|$)/

/** `sales.events` → schema and table; a part in double quotes may hold dots and spaces. Undefined when it is no name. */
export function nameParts(text: string): readonly string[] | undefined {
  const parts: string[] = []
  for (let rest = text; ;) {
    const found = PART.exec(rest)
    if (!found) return undefined
    parts.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '')
    if (found[3] !== '.') return parts.length <= 2 ? parts : undefined
    rest = rest.slice(found[0].length)
  }
}

export const tableSql = (text: string): Sql => identifier(...(nameParts(text) ?? [text]))
