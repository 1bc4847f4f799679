/**
 * What test files import as `vitest` while the mutation score is counted: the same words and Vitest's own `expect`, without a
 * worker, so that a thousand changed programs are tested in one process. `gather` tells what a file holds.
 */

export interface Test {
  id: string
  name: string
  act: () => unknown
}

type Hook = () => unknown

export interface TestFile {
  file: string
  tests: Test[]
  before: Hook[]
  after: Hook[]
}

Object.assign(globalThis, { __vitest_worker__: { config: {}, ctx: {}, environment: { name: 'node' } } })
export const { expect } = await import('vitest')

let gathered: TestFile = { file: '', tests: [], before: [], after: [] }
let path: readonly string[] = []

/** The tests of a file, in its order; `load` imports it. */
export async function gather(file: string, load: () => Promise<unknown>): Promise<TestFile> {
  gathered = { file, tests: [], before: [], after: [] }
  await load()
  return gathered
}

type Body = (...values: any[]) => unknown

function oneTest(name: string, act: Body): void {
  const { file, tests } = gathered
  tests.push({ id: `${file}#${tests.length}`, name: [...path, name].join(' > '), act })
}

function oneGroup(name: string, body: Body): void {
  const outer = path
  path = [...outer, name]
  body()
  path = outer
}

const each =
  (one: (name: string, body: Body) => void) =>
  (cases: readonly unknown[]) =>
  (name: string, body: Body): void => {
    for (const [index, given] of cases.entries())
      one(`${name} ${index}`, () => (Array.isArray(given) ? body(...given) : body(given)))
  }

export const test = Object.assign(oneTest, { each: each(oneTest) })
export const describe = Object.assign(oneGroup, { each: each(oneGroup) })
export const beforeAll = (hook: Hook): number => gathered.before.push(hook)
export const afterAll = (hook: Hook): number => gathered.after.push(hook)
