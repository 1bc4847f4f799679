// The import table of docs/ARCHITECTURE.md as rules. `may` lists the folders under src/ that a folder may import.
const may = {
  base: [],
  stats: ['base'],
  charts: ['base'],
  kit: ['base'],
  api: ['base'],
  sources: ['base', 'kit'],
  packs: ['base', 'kit', 'stats'],
  warehouse: ['base', 'kit'],
  workspace: ['base', 'kit'],
  access: ['base', 'kit', 'state'],
  state: ['base'],
  scheduler: ['base', 'state'],
  delivery: ['base', 'kit', 'reports', 'figures', 'access', 'state'],
  publish: ['base', 'kit', 'warehouse'],
  ingest: ['base', 'kit', 'warehouse'],
  backup: ['base', 'state', 'warehouse'],
  figures: ['base', 'kit', 'stats', 'warehouse', 'access'],
  reports: ['base', 'kit', 'charts', 'figures'],
  server: ['base', 'kit', 'api', 'access', 'figures', 'reports', 'ingest', 'delivery', 'scheduler', 'state'],
  web: ['base', 'api', 'charts'],
  sandbox: ['base'],
  // everything meets here
  app: [
    'base',
    'kit',
    'api',
    'access',
    'backup',
    'delivery',
    'figures',
    'ingest',
    'publish',
    'reports',
    'scheduler',
    'server',
    'state',
    'warehouse',
    'workspace',
  ],
  demo: ['base', 'kit', 'app', 'packs', 'sandbox', 'workspace', 'figures'],
}

const folders = Object.keys(may)

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    ...folders.map((folder) => ({
      name: `${folder}-imports`,
      comment: `src/${folder} may import: ${may[folder].join(', ') || 'nothing'}`,
      severity: 'error',
      from: { path: `^src/${folder}/`, pathNot: '\\.test\\.ts$' },
      to: { path: '^src/', pathNot: [`^src/${folder}/`, ...may[folder].map((each) => `^src/${each}/`)] },
    })),
    {
      name: 'through-the-door',
      comment:
        'other folders are entered through index.ts (base also through log-file.ts, which needs Node; help loads two files of base alone, so that it is quick)',
      severity: 'error',
      from: { path: '^src/([^/]+)/', pathNot: ['\\.test\\.ts$', '^src/cli/(main|cli)\\.ts$'] },
      to: {
        path: '^src/([^/]+)/.+',
        pathNot: [
          '^src/$1/',
          '^src/[^/]+/index\\.ts$',
          '^src/packs/[^/]+/index\\.ts$',
          '^src/base/log-file\\.ts$',
          '^src/charts/svg\\.ts$',
        ],
      },
    },
    {
      name: 'cli-imports',
      comment: 'src/cli meets the program only through app and demo',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: { path: '^src/', pathNot: ['^src/cli/', '^src/base/', '^src/(app|demo)/index\\.ts$'] },
    },
    {
      name: 'siblings',
      comment: 'a source never imports a source, a pack never a pack',
      severity: 'error',
      from: { path: '^src/(sources|packs)/([^/]+)/' },
      to: { path: '^src/$1/', pathNot: '^src/$1/$2/' },
    },
    {
      name: 'one-engine',
      comment: 'only the warehouse talks to DuckDB',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/warehouse/' },
      to: { path: '@duckdb' },
    },
    {
      name: 'pure',
      comment: 'stats and charts touch no file, network or clock',
      severity: 'error',
      from: { path: '^src/(stats|charts)/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // the parser of TypeScript 7 has no programming interface yet
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      extensions: ['.ts', '.tsx', '.js', '.json'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}
