import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { Stryker } from '@stryker-mutator/core'
import Table from 'cli-table3'

/**
 * Mutation score: the program is changed in one place at a time, and a test must notice.
 * `npm run mutation -- stats` or `figures`, with names of files for those alone; `--survivors` also says what nothing noticed;
 * `--keep FILE` writes there what was found, and asks again only about what has changed since.
 */
const AREAS: Readonly<Record<string, Area>> = {
  stats: { subjects: ['*'], fixtures: ['weekly-series'] },
  // what makes a question a select: names, days, parts, periods, filters, comparisons, row rules
  figures: {
    subjects: [
      'comparison',
      'conditions',
      'definitions',
      'empty',
      'made-values',
      'metric-select',
      'parts',
      'plan',
      'question',
      'restrict',
      'span',
      'time-sql',
    ],
    fixtures: [],
  },
}

interface Area {
  subjects: readonly string[]
  fixtures: readonly string[]
}

const LEAST_SCORE = 0.85

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { survivors: { type: 'boolean', default: false }, keep: { type: 'string' } },
})
const [area = '', ...files] = positionals
const chosen = AREAS[area]
if (!chosen) throw new Error(`Name an area: ${Object.keys(AREAS).join(', ')}`)

const root = process.cwd()
const mutants = await new Stryker({
  mutate: [
    ...(files.length > 0 ? files : chosen.subjects).map((name) => `src/${area}/${name.replace(/\.ts$/, '')}.ts`),
    ...['*.test', ...chosen.fixtures].map((name) => `!src/${area}/${name}.ts`),
  ],
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  // not by `testFiles`: with it Stryker changes a place too late when only loading runs through it
  vitest: { configFile: 'tools/mutation/vitest.config.ts', dir: `src/${area}`, related: false },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // beyond what the tests took: a busy machine is no endless loop
  timeoutMS: 8_000,
  // typescript 7 has no parser for Stryker to rewrite the file with, and nothing in it points outside
  tsconfigFile: 'none.json',
  disableTypeChecks: false,
  ignorePatterns: ['/bench', '/changes', '/data', '/demo', '/dist', '/docs', '/ops', '/src/web', '/test-results.json'],
  tempDirName: join(tmpdir(), `svodka-mutation-${area}-${process.pid}`),
  cleanTempDir: 'always',
  reporters: ['progress-append-only'],
  ...(values.keep ? { incremental: true, incrementalFile: values.keep } : {}),
}).runMutationTest()

type Mutant = (typeof mutants)[number]

const counted = ['Killed', 'Timeout', 'Survived', 'NoCoverage'] as const
const count = (those: readonly Mutant[], status: Mutant['status']): number =>
  those.filter((mutant) => mutant.status === status).length
const scoreOf = (those: readonly Mutant[]): number => {
  const noticed = count(those, 'Killed') + count(those, 'Timeout')
  return noticed / (noticed + count(those, 'Survived') + count(those, 'NoCoverage'))
}
const row = (name: string, those: readonly Mutant[]): string[] => [
  name,
  ...counted.map((status) => String(count(those, status))),
  `${(100 * scoreOf(those)).toFixed(1)} %`,
]

const table = new Table({
  head: ['file', 'killed', 'timeout', 'survived', 'no coverage', 'score'],
  style: { head: [], border: [] },
})
const byFile = Map.groupBy(mutants, ({ fileName }) => relative(root, fileName))
for (const [file, those] of [...byFile].toSorted(([one], [other]) => one.localeCompare(other)))
  table.push(row(file, those))
table.push(row('all', mutants))

if (values.survivors)
  for (const mutant of mutants)
    if (count([mutant], 'Survived') + count([mutant], 'NoCoverage')) console.log(described(mutant))
console.log(table.toString())
process.exitCode = scoreOf(mutants) >= LEAST_SCORE ? 0 : 1

function described({ fileName, location: { start, end }, status, mutatorName, replacement }: Mutant): string {
  const lines = readFileSync(fileName, 'utf8').split('\n')
  const text = lines
    .slice(start.line - 1, end.line)
    .map((line, at, all) =>
      line.slice(at === 0 ? start.column - 1 : 0, at === all.length - 1 ? end.column - 1 : undefined),
    )
  return `${relative(root, fileName)}:${start.line}:${start.column} ${status} ${mutatorName}\n  - ${text.join('\n    ')}\n  + ${replacement}`
}
