// Grafana's own published types (the Foundation SDK, generated from Grafana's schemas) as JSON Schemas, kept in the cache.
// `node test/operations/grafana-schema.ts` installs them; tests skip their check where they are not.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const SDK = '0.0.21'
const PACKAGES = [`@grafana/grafana-foundation-sdk@${SDK}`, 'ts-json-schema-generator@2.9.0', 'ajv@8.20.0']
const FOLDER = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'svodka', `grafana-schema-${SDK}`)
const SCHEMAS = join(FOLDER, 'schemas.json')

/** module and type of the SDK */
const TYPES = {
  dashboard: ['dashboard', 'Dashboard'],
  query: ['prometheus', 'Dataquery'],
  stat: ['stat', 'Options'],
  timeseries: ['timeseries', 'Options'],
  timeseriesField: ['timeseries', 'FieldConfig'],
} as const
type Kind = keyof typeof TYPES

type Schema = { definitions: Record<string, Record<string, unknown>> }
type Validate = ((given: unknown) => boolean) & {
  errors?: { instancePath: string; message?: string; params: object }[]
}

/** Why the dashboards cannot be checked here; undefined when they can. */
export const whyNot = (): string | undefined =>
  existsSync(SCHEMAS) ? undefined : `no Grafana schemas in ${FOLDER}: node test/operations/grafana-schema.ts`

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

/** Installs the SDK outside of the project and makes schemas of its types. */
function install(): void {
  mkdirSync(FOLDER, { recursive: true })
  writeFileSync(join(FOLDER, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  const options = { cwd: FOLDER, stdio: 'inherit' } as const
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--save-exact', ...PACKAGES], options)
  const compilerOptions = { module: 'nodenext', moduleResolution: 'nodenext', strict: true, skipLibCheck: true }
  writeFileSync(join(FOLDER, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }))
  for (const [kind, [module, type]] of Object.entries(TYPES)) {
    const text = `import type { ${type} as It } from '@grafana/grafana-foundation-sdk/${module}'\nexport interface Checked { it: It }\n`
    writeFileSync(join(FOLDER, `${kind}.ts`), text)
  }
  const { createGenerator } = createRequire(join(FOLDER, 'package.json'))('ts-json-schema-generator') as {
    createGenerator(config: object): { createSchema(type: string): Schema }
  }
  const config = { type: 'Checked', functions: 'hide', skipTypeCheck: true, tsconfig: join(FOLDER, 'tsconfig.json') }
  const schemas = Object.keys(TYPES).map((kind) => {
    const path = join(FOLDER, `${kind}.ts`)
    return [kind, createGenerator({ ...config, path }).createSchema('Checked')]
  })
  writeFileSync(`${SCHEMAS}.part`, JSON.stringify(Object.fromEntries(schemas)))
  renameSync(`${SCHEMAS}.part`, SCHEMAS)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href && !existsSync(SCHEMAS)) install()
