import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { STRACE, straceMissing } from '../crash/whole-day/life.ts'
import { noteFault, openFolder, type Shop } from './shop.ts'

const CHILD = fileURLToPath(new URL('limits-child.ts', import.meta.url))
const BEFORE = 1000
const AFTER = 30_000
const IS_FULL = process.env['SVODKA_FULL'] === '1'
const MANY = IS_FULL ? 300_000 : 60_000

let shop: Shop
beforeEach(async () => {
  shop = openFolder()
  shop.sell(BEFORE)
  const open = await shop.open('2024-01-01T05:00:00Z')
  await open.sync()
  await open.svodka.close()
  shop.sell(AFTER)
})
afterEach(() => shop.remove())

interface Said {
  fault: string
  sales: { count: number; sum: number }
}

/** One life under a limit of the shell's or under strace. @returns what it said; what it wrote to people where it could not start */
function live(at: string, limit = '', before: readonly string[] = []): Said | string {
  const run = `${limit} exec "$0" "$@"`
  const [command = '', ...rest] = [...before, process.execPath, CHILD, shop.folder, at]
  const { stdout, stderr } = spawnSync('bash', ['-c', run, command, ...rest], { encoding: 'utf8', timeout: 120_000 })
  return stdout.startsWith('{') ? (JSON.parse(stdout) as Said) : stderr
}

const whole = { fault: '', sales: { count: AFTER, sum: AFTER * 100 } }
const asBefore = { count: BEFORE, sum: BEFORE * 100 }

test.each([
  { kilobytes: 600, says: /^There is no room on the disk for \S+\.csv\.part \(EFBIG\)\. What had been loaded is kept/ },
  {
    kilobytes: 3000,
    says: /^There is no room on the disk for \S+warehouse\.duckdb\S*\. What was being written is not kept/,
  },
])(
  'files may not grow beyond $kilobytes kB: it is said so, and without the limit all is there',
  ({ kilobytes, says }) => {
    const limited = live('2024-01-01T05:10:00Z', `ulimit -f ${kilobytes};`)
    const free = live('2024-01-01T05:20:00Z')

    expect(limited).toMatchObject({ fault: expect.stringMatching(says) as string, sales: asBefore })
    expect(free).toEqual(whole)
    noteFault(`files of at most ${kilobytes} kB`, { told: (limited as Said).fault })
  },
)

test('a process that may open few files says so, or does its work; with more of them all is there', () => {
  const tried = (IS_FULL ? [24, 26, 27, 28, 30, 34] : [27]).map((handles) =>
    live('2024-01-01T05:10:00Z', `ulimit -n ${handles};`),
  )
  const free = live('2024-01-01T05:20:00Z')

  const said = tried.map((each) => (typeof each === 'string' ? each : each.fault))
  const done = tried.filter((each) => typeof each !== 'string' && each.fault === '')
  expect(done.map(() => whole)).toEqual(done)
  expect(said.filter((text) => /open no more files|EMFILE|cannot be opened|^$/.test(text))).toEqual(said)
  expect(free).toEqual(whole)
  noteFault('few file handles', {
    tried: tried.length,
    told: said.find((text) => text.includes('open no more files')) ?? said[0] ?? '',
  })
})

test.skipIf(straceMissing !== undefined).each([
  { call: 'fsync', error: 'EIO' },
  { call: 'pwrite64', error: 'ENOSPC' },
  { call: 'write', error: 'ENOSPC' },
])(
  `a disk that answers $error to $call of the warehouse: what was there stays, and the next run has all${straceMissing ? ` (skipped: ${straceMissing})` : ''}`,
  ({ call, error }) => {
    const files = ['warehouse.duckdb', 'warehouse.duckdb.wal'].flatMap((name) => ['-P', `${shop.folder}/data/${name}`])
    const tries = IS_FULL ? [1, 2, 3, 4, 6, 8, 10, 14, 20, 30] : [3]
    const said = tries.map((number) => {
      const inject = `inject=${call}:error=${error}:when=${number}`
      return live('2024-01-01T05:10:00Z', '', [STRACE, '-f', '-qq', '-o', '/dev/null', ...files, '-e', inject])
    })
    const free = live('2024-01-01T05:20:00Z')

    const told = said.map((each) => (typeof each === 'string' ? each : each.fault))
    const counts = said.flatMap((each) => (typeof each === 'string' ? [] : [each.sales.count]))
    expect(counts.filter((count) => count !== BEFORE && count !== AFTER)).toEqual([])
    expect(free).toEqual(whole)
    noteFault(`${error} at ${call} of the warehouse`, {
      tried: tries.length,
      told: told.find((text) => text !== '')?.slice(0, 300) ?? 'nothing',
    })
  },
)

test('a question that needs more memory than the settings give is refused in a sentence, and the next one is answered', async () => {
  shop.sell(MANY)
  const open = await shop.open('2024-01-01T05:10:00Z', { SHOP_MEGABYTES: '128' })
  const said = await open.sync()

  expect(said === '' || /may not use enough memory/.test(said)).toBe(true)
  expect((await open.sales()).count).toBe(said === '' ? MANY : BEFORE)
  await open.svodka.close()
  const roomy = await shop.open('2024-01-01T05:20:00Z', { SHOP_MEGABYTES: '1024' })
  expect([await roomy.sync(), await roomy.sales()]).toEqual(['', { count: MANY, sum: MANY * 100 }])
  await roomy.svodka.close()
  noteFault(`128 MB for ${MANY} rows`, { told: said || 'nothing: what does not fit goes to disk' })
})
