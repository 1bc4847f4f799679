import { registerHooks } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { InstrumenterContext, StrykerOptions } from '@stryker-mutator/api/core'
import { PluginKind, commonTokens, declareClassPlugin, tokens } from '@stryker-mutator/api/plugin'
import {
  DryRunStatus,
  MutantRunStatus,
  TestStatus,
  determineHitLimitReached,
  toMutantRunResult,
  type DryRunResult,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
} from '@stryker-mutator/api/test-runner'
import { gather, type Test, type TestFile } from './vitest.ts'

/*
Runs test files of Vitest in the process it is in. Stryker's own runner starts a worker of Vitest for each changed place and
loads everything again: a third of a second of the processor, where most of our tests take a millisecond.
*/

/** where the changed program stands: Stryker makes it the working folder before it calls */
const root = (): string => pathToFileURL(`${process.cwd()}/src/`).href
let generation = 0

registerHooks({
  resolve(specifier, context, next) {
    const isOurs = context.parentURL?.startsWith(root()) ?? false
    if (specifier === 'vitest' && isOurs) return { url: new URL('vitest.ts', import.meta.url).href, shortCircuit: true }
    const found = next(specifier, context)
    // modules of another generation are other modules: that is how a place that only loading runs through is changed
    return found.url.startsWith(root()) && found.url.endsWith('.ts')
      ? { ...found, url: `${found.url}?${generation}` }
      : found
  },
})

/** what changed programs and Stryker tell each other */
type Context = { [key in keyof InstrumenterContext]: InstrumenterContext[key] | undefined }
const stryker = ((globalThis as { __stryker__?: Context }).__stryker__ ??= {})

class InProcessRunner implements TestRunner {
  static readonly inject = tokens(commonTokens.options)
  #paths: readonly string[]
  #files: readonly TestFile[] = []
  #lost: unknown

  constructor({ testFiles = [] }: StrykerOptions) {
    this.#paths = testFiles
  }

  capabilities(): { reloadEnvironment: boolean } {
    return { reloadEnvironment: true }
  }

  async init(): Promise<void> {
    process.on('unhandledRejection', (reason) => (this.#lost = reason ?? 'a promise was lost'))
  }

  async dryRun(): Promise<DryRunResult> {
    await this.#load()
    const tests = await this.#run(() => true, true)
    this.#quickestFirst(tests)
    return {
      status: DryRunStatus.Complete,
      tests,
      ...(stryker.mutantCoverage ? { mutantCoverage: stryker.mutantCoverage } : {}),
    }
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const { activeMutant, hitLimit, mutantActivation, reloadEnvironment, testFilter } = options
    const wanted = testFilter && new Set(testFilter)
    stryker.activeMutant = undefined
    if (mutantActivation === 'static') stryker.activeMutant = activeMutant.id
    try {
      if (reloadEnvironment || this.#files.length === 0) await this.#load()
    } catch (error) {
      this.#files = []
      return { status: MutantRunStatus.Error, errorMessage: `The tests could not be loaded: ${String(error)}` }
    }
    stryker.activeMutant = activeMutant.id
    stryker.hitCount = 0
    stryker.hitLimit = hitLimit
    const tests = await this.#run(({ id }) => wanted?.has(id) ?? true, false)
    const timeOut = determineHitLimitReached(stryker.hitCount, hitLimit)
    stryker.activeMutant = undefined
    if (!timeOut && tests.length === 0) throw new Error('no test was run')
    return toMutantRunResult(timeOut ?? { status: DryRunStatus.Complete, tests })
  }

  async #load(): Promise<void> {
    generation++
    const files: TestFile[] = []
    for (const path of this.#paths)
      files.push(await gather(path, () => import(`${pathToFileURL(resolve(path)).href}?${generation}`)))
    this.#files = files
  }

  #quickestFirst(tests: readonly TestResult[]): void {
    const spent = new Map<string, number>()
    for (const { id, timeSpentMs } of tests) spent.set(fileOf(id), (spent.get(fileOf(id)) ?? 0) + timeSpentMs)
    this.#files = this.#files.toSorted((one, other) => (spent.get(one.file) ?? 0) - (spent.get(other.file) ?? 0))
    this.#paths = this.#files.map(({ file }) => file)
  }

  /** Runs tests until the first that fails; in a dry run all of them, noting what each runs through. */
  async #run(isWanted: (test: Test) => boolean, isDry: boolean): Promise<TestResult[]> {
    const results: TestResult[] = []
    for (const file of this.#files) {
      const tests = file.tests.filter(isWanted)
      if (tests.length === 0) continue
      const ofFile = await this.#runFile(file, tests, isDry)
      results.push(...ofFile)
      if (!isDry && ofFile.some(({ status }) => status === TestStatus.Failed)) break
    }
    return results
  }

  async #runFile({ before, after }: TestFile, tests: readonly Test[], isDry: boolean): Promise<TestResult[]> {
    const results: TestResult[] = []
    const [first] = tests
    const opened = first && (await this.#act({ ...first, act: () => oneByOne(before) }, isDry ? tests : []))
    if (opened?.status === TestStatus.Failed) results.push(opened)
    else
      for (const test of tests) {
        results.push(await this.#act(test, isDry ? [test] : []))
        if (!isDry && results.at(-1)?.status === TestStatus.Failed) break
      }
    await oneByOne(after).catch(() => undefined)
    return results
  }

  /** @param covering tests to which belongs what this one runs through */
  async #act({ id, name, act }: Test, covering: readonly Test[]): Promise<TestResult> {
    const started = performance.now()
    const result = (): { id: string; name: string; timeSpentMs: number } => ({
      id,
      name,
      timeSpentMs: performance.now() - started,
    })
    stryker.currentTestId = covering.length > 0 ? HERE : undefined
    this.#lost = undefined
    try {
      await act()
      if (this.#lost !== undefined) throw this.#lost
      return { ...result(), status: TestStatus.Success }
    } catch (error) {
      return { ...result(), status: TestStatus.Failed, failureMessage: String(error) }
    } finally {
      stryker.currentTestId = undefined
      handOut(covering)
    }
  }
}

const fileOf = (id: string): string => id.slice(0, id.lastIndexOf('#'))

const HERE = 'here'

function handOut(covering: readonly Test[]): void {
  const perTest = stryker.mutantCoverage?.perTest
  const hits = perTest?.[HERE]
  if (!perTest || !hits) return
  delete perTest[HERE]
  for (const { id } of covering) {
    const own = (perTest[id] ??= {})
    for (const [mutant, count] of Object.entries(hits)) own[mutant] = (own[mutant] ?? 0) + count
  }
}

async function oneByOne(hooks: readonly (() => unknown)[]): Promise<void> {
  for (const hook of hooks) await hook()
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'in-process', InProcessRunner)]
