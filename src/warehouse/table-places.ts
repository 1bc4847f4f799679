import { identifier } from '../kit/index.ts'
import { visit, type Node } from './ast.ts'
import { relationName } from './model.ts'

const NAME = /^(?:"(?:[^"]|"")+"|\w+)\s*\.\s*(?:"(?:[^"]|"")+"|\w+)/

/** A name as it stands in a statement. */
export const nameText = (...names: readonly string[]): string => identifier(...names).pieces.join('')

/**
 * The text of a select with other tables in the places of some: `other` gives what is to stand for `mart.sales`, or nothing.
 * It is done in the text, where the parser saw them: the engine does not write every tree back as it read it.
 * @throws {Error} where a table does not stand where the parser saw it
 */
export function withOtherTables(text: string, tree: Node, other: (relation: string) => string | undefined): string {
  const places: { at: number; relation: string; stands: string; alias: string }[] = []
  visit(tree, new Set(), (node) => {
    const [schema, table] = [String(node.schema_name), String(node.table_name)]
    const relation = relationName({ schema, table }).toLowerCase()
    const stands = other(relation)
    if (stands === undefined) return
    places.push({
      at: Number(node.query_location),
      relation,
      stands,
      alias: node.alias ? '' : ` as ${nameText(table)}`,
    })
  })
  // the parser counts bytes
  const bytes = Buffer.from(text)
  const pieces: string[] = []
  let from = 0
  for (const { at, relation, stands, alias } of places.toSorted((one, another) => one.at - another.at)) {
    const found = NAME.exec(bytes.subarray(at).toString())?.[0] ?? ''
    if (found.replaceAll(/["\s]/g, '').toLowerCase() !== relation)
      throw new Error(`${relation} is not where the parser saw it`)
    pieces.push(bytes.subarray(from, at).toString(), stands, alias)
    from = at + Buffer.byteLength(found)
  }
  return [...pieces, bytes.subarray(from).toString()].join('')
}
