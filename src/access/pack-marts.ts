import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { Dimension, PackDefinition } from '../kit/index.ts'

/** A pack as row rules see it: its marts, and the column of each dimension in each of them. */
export interface PackMarts {
  id: string
  marts: ReadonlySet<string>
  dimensions: ReadonlyMap<string, Dimension>
  /** undefined where the mart does not know the dimension: then no rule over it can hold there */
  column(dimension: string, mart: string): string | undefined
}

/** The marts of a pack: its models, and whatever its metrics and dimensions name. Reads the folder of its models. */
export function martsOfPack(pack: PackDefinition<any>): PackMarts {
  const models = modelsOf(pack.models)
  const dimensions = new Map(pack.dimensions.map((dimension) => [dimension.id, dimension]))
  return {
    id: pack.id,
    dimensions,
    marts: new Set([
      ...models.keys(),
      ...pack.metrics.map(({ from }) => from),
      ...pack.dimensions.flatMap(({ columns }) => Object.keys(columns)),
    ]),
    column(id, mart) {
      const columns = dimensions.get(id)?.columns ?? {}
      if (Object.hasOwn(columns, mart)) return columns[mart]
      const subject = mart.replace(/_rows$/, '')
      const column = Object.hasOwn(columns, subject) ? columns[subject] : undefined
      return column !== undefined && namesColumn(models.get(mart) ?? '', column) ? column : undefined
    },
  }
}

function modelsOf(models: URL): ReadonlyMap<string, string> {
  const folder = new URL('mart/', models.href.endsWith('/') ? models : `${models.href}/`)
  if (!existsSync(folder)) return new Map()
  const files = readdirSync(folder).filter((file) => file.endsWith('.sql'))
  return new Map(files.map((file) => [`mart.${file.slice(0, -4)}`, readFileSync(new URL(file, folder), 'utf8')]))
}

/**
 * `mart.x_rows` shows the rows of `mart.x` as people read them: a column that it passes on under its own name is the same
 * dimension. The rule names mart and column in full, so a column that is not there is an error, never another one's.
 */
const namesColumn = (model: string, column: string): boolean =>
  new RegExp(`^\\s*(?:\\w+\\.)?"?${column}"?,?\\s*$`, 'm').test(model.replace(/\/\*[\s\S]*?\*\//g, ''))
