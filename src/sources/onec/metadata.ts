/** What the base shows of itself: sets, and of each type its fields. */
export interface Metadata {
  /** set → its fields; a tabular section's are named `Товары/Количество` */
  fields: ReadonlyMap<string, ReadonlySet<string>>
}

const ENTITY_TYPE = /<(EntityType|ComplexType)\b[^>]*?\bName="([^"]*)"[^>]*?(?:\/>|>([\s\S]*?)<\/\1>)/g
const PROPERTY = /<(?:Property|NavigationProperty)\b[^>]*?>/g
const SET = /<EntitySet\b[^>]*?>/g
const SECTION = /^Collection\((?:StandardODATA\.)?(.+)\)$/

const attribute = (tag: string, name: string): string | undefined => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1]

/**
 * Reads the names that are needed out of `$metadata`, by patterns and not by a parser of XML: of EntityType, ComplexType,
 * Property and EntitySet, which 1C writes with plain attributes and without comments or CDATA.
 */
export function metadataOf(xml: string): Metadata {
  const types = new Map<string, { name: string; type: string }[]>()
  for (const [, , type = '', body = ''] of xml.matchAll(ENTITY_TYPE)) {
    const properties = [...body.matchAll(PROPERTY)].map(([tag]) => ({
      name: attribute(tag, 'Name') ?? '',
      type: attribute(tag, 'Type') ?? '',
    }))
    types.set(type, properties)
  }
  const fields = new Map<string, ReadonlySet<string>>()
  for (const [tag] of xml.matchAll(SET)) {
    const set = attribute(tag, 'Name')
    const type = attribute(tag, 'EntityType')?.replace(/^.*\./, '')
    if (set && type) fields.set(set, new Set(fieldsOf(types.get(type) ?? [], types)))
  }
  return { fields }
}

function fieldsOf(
  properties: readonly { name: string; type: string }[],
  types: ReadonlyMap<string, readonly { name: string; type: string }[]>,
): string[] {
  return properties.flatMap(({ name, type }) => {
    const section = SECTION.exec(type)?.[1]
    return [name, ...(types.get(section ?? '') ?? []).map((field) => `${name}/${field.name}`)]
  })
}
