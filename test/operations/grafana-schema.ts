import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'
import installed from './grafana-schema.json' with { type: 'json' }

const FOLDER = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'svodka', installed.folder)
const SCHEMAS = join(FOLDER, 'schemas.json')

type Kind = keyof typeof installed.types

type Schema = { definitions: Record<string, Record<string, unknown>> }
type Validate = ((given: unknown) => boolean) & {
  errors?: { instancePath: string; message?: string; params: object }[]
}

/** Why the dashboards cannot be checked here; undefined when they can. */
export const whyNot = (): string | undefined =>
  existsSync(SCHEMAS) ? undefined : `no Grafana schemas in ${FOLDER}: node test/operations/install-grafana-schema.mjs`

interface Target {
  [key: string]: unknown
}
export interface Panel {
  type: string
  title: string
  description?: string
  targets?: Target[]
  options?: unknown
  fieldConfig?: { defaults: { custom?: unknown } }
}

/** What of a dashboard breaks Grafana's schema: its own fields, each panel's options and each query. */
export function faultsOf(dashboard: { panels: readonly Panel[] }): string[] {
  const { default: Ajv } = createRequire(join(FOLDER, 'package.json'))('ajv') as {
    default: new (options: object) => { compile(schema: object): Validate }
  }
  const schemas = JSON.parse(readFileSync(SCHEMAS, 'utf8')) as Record<Kind, Schema>
  // queries belong to the data source's plugin: the dashboard's schema leaves them open, the plugin's own is checked below
  schemas.dashboard.definitions['Dataquery'] = { type: 'object' }
  const compiled = new Map<Kind, Validate>()
  const check = (kind: Kind, given: unknown, where: string): string[] => {
    const validate = compiled.get(kind) ?? new Ajv({ strict: false, allErrors: true }).compile(schemas[kind])
    compiled.set(kind, validate)
    if (validate({ it: given })) return []
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${where}${instancePath} ${message} ${JSON.stringify(params)}`,
    )
  }
  return [
    ...check('dashboard', dashboard, 'dashboard'),
    ...dashboard.panels.flatMap(({ title, type, targets = [], options, fieldConfig }) => [
      ...targets.flatMap((target) => check('query', target, `${title}: query`)),
      ...(type === 'stat' || type === 'timeseries' ? check(type, options, `${title}: options`) : []),
      ...(type === 'timeseries' ? check('timeseriesField', fieldConfig?.defaults.custom, `${title}: field`) : []),
    ]),
  ]
}
