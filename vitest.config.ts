import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    setupFiles: ['test/own-environment.ts'],
    testTimeout: 180_000,
    hookTimeout: 300_000,
    // what a slow machine may take until a page says what it will say
    expect: { poll: { timeout: 60_000 } },
    maxWorkers: 2,
    // a module loaded once serves every file of a worker: a third less to compute
    isolate: false,
    reporters: ['default', ['json', { outputFile: 'test-results.json' }]],
  },
})
