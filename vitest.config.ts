import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const own = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/**
 * What kills, starts programs or a vendor's server beside it, drives a browser through every page, follows every page of the docs, plays
 * the whole sample, tries every way past the doors, or writes millions of rows takes longer than all the rest: `npm run test:long`.
 */
const LONG = [
  'test/{backup,browser,crash,day,faults,fuzz,kafka,lending-feed,mysql,postgres,singer,study}/**/*.test.ts',
  'test/access/{attempts,matrix,planted}.test.ts',
  'test/calls/freepbx-database.test.ts',
  'test/cli/demo*.test.ts',
  'test/docs/pages.test.ts',
  'test/operations/parts.test.ts',
  'test/**/kill.test.ts',
  'src/warehouse/{crash,large-file,stored}.test.ts',
]

export default defineConfig({
  // a configuration of a workspace elsewhere means this very program, as `src/workspace/imports.ts` has it outside of tests
  resolve: {
    alias: [
      { find: /^svodka$/, replacement: own('src/kit/index.ts') },
      { find: /^svodka\/(sources|packs)$/, replacement: own('src/$1/index.ts') },
    ],
  },
  test: {
    setupFiles: ['test/own-environment.ts'],
    testTimeout: 180_000,
    hookTimeout: 300_000,
    // what a slow machine may take until a page says what it will say
    expect: { poll: { timeout: 60_000 } },
    maxWorkers: 2,
    // a module loaded once serves every file of a worker: a third less to compute
    isolate: false,
    reporters: ['default', ['json', { outputFile: process.env['TEST_RESULTS'] ?? 'test-results.json' }]],
    projects: [
      {
        extends: true,
        test: {
          name: 'quick',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: LONG,
          globalSetup: 'test/memory-folder.ts',
        },
      },
      { extends: true, test: { name: 'long', include: LONG } },
    ],
  },
})
