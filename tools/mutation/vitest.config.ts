import { basename } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { defineConfig } from 'vitest/config'

/** half of the time of all the others: a changed program has mostly failed before */
const LAST = ['cache.test.ts', 'time.test.ts']

class QuickestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => LAST.indexOf(basename(moduleId))
    return files.toSorted((one, other) => place(one) - place(other) || one.moduleId.localeCompare(other.moduleId))
  }
}

/** The tests that a changed program must fail: those of one area, quick, in one worker. */
export default defineConfig({
  test: {
    // they take seconds each, and notice next to nothing that the others do not
    exclude: ['**/{simulations,two-ways,whole}.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // a module loaded once serves every file of a worker; each changed program has a worker of its own
    isolate: false,
    sequence: { sequencer: QuickestFirst },
    reporters: [],
  },
})
