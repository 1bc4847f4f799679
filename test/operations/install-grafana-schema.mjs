// Makes JSON Schemas of Grafana's own published types (the Foundation SDK), outside of the project, in the cache:
// node test/operations/install-grafana-schema.mjs. Plain JavaScript, so that any Node runs it before `npm ci`.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'

const { folder, packages, types } = JSON.parse(readFileSync(new URL('grafana-schema.json', import.meta.url), 'utf8'))
const home = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'svodka', folder)
const schemas = join(home, 'schemas.json')

function install() {
  mkdirSync(home, { recursive: true })
  writeFileSync(join(home, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  const options = { cwd: home, stdio: 'inherit' }
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--save-exact', ...packages], options)
  const compilerOptions = { module: 'nodenext', moduleResolution: 'nodenext', strict: true, skipLibCheck: true }
  writeFileSync(join(home, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }))
  const made = Object.entries(types).map(([kind, [module, type]]) => [kind, schemaOf(kind, module, type)])
  writeFileSync(`${schemas}.part`, JSON.stringify(Object.fromEntries(made)))
  renameSync(`${schemas}.part`, schemas)
}

function schemaOf(kind, module, type) {
  const path = join(home, `${kind}.ts`)
  const text = `import type { ${type} as It } from '@grafana/grafana-foundation-sdk/${module}'\nexport interface Checked { it: It }\n`
  writeFileSync(path, text)
  const { createGenerator } = createRequire(join(home, 'package.json'))('ts-json-schema-generator')
  const tsconfig = join(home, 'tsconfig.json')
  const config = { path, tsconfig, type: 'Checked', functions: 'hide', skipTypeCheck: true }
  return createGenerator(config).createSchema('Checked')
}

if (!existsSync(schemas)) install()
