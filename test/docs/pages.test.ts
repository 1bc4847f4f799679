import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commandsOn } from '../../src/cli/testing.ts'
import { startDemo, type Demo } from '../../src/demo/index.ts'
import { inRussian, pagesOf, readPage, wordsOf, type Block } from './pages.ts'

const GUIDES = pagesOf('docs/guides')
const RECIPES = pagesOf('docs/recipes')
const PAGES = [...GUIDES, ...RECIPES]

const folder = mkdtempSync(join(tmpdir(), 'svodka-docs-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('there is a guide for each person and a recipe for each way in', () => {
  const names = (paths: readonly string[]) => paths.map((path) => path.replace(/^.*\/|\.md$/g, ''))

  expect(names(GUIDES)).toEqual(['administrator', 'analyst', 'developer', 'head', 'manager', 'operator'])
  expect(names(RECIPES)).toEqual(['grafana', 'own-data', 'own-metric', 'own-pack', 'power-bi'])
})

describe.each(PAGES)('%s', (path) => {
  const page = readPage(path)
  const russian = readPage(inRussian(path))

  test('has the same commands and files in Russian', () => {
    expect(russian.blocks).toEqual(page.blocks)
  })

  test('leads to what is there, in both languages', () => {
    const missing = [page, russian].flatMap(({ path: from, links }) =>
      links.filter((link) => !existsSync(join(dirname(from), link.replace(/#.*$/, '')))),
    )
    const named = [...page.text.matchAll(/`((?:src|ops|docs)\/[\w./-]+)`/g)].map(([, file = '']) => file)

    expect(missing).toEqual([])
    expect(named.filter((file) => !existsSync(file))).toEqual([])
  })
})

/** What a server would go on with: only that it is a command with such options is looked at. */
const STAYS = new Set(['serve', 'demo'])

/** Runs what stands in a block, line by line, as somebody would who begins in `start`. @returns what they wrote */
async function follow(blocks: readonly Block[], start: string): Promise<string[]> {
  const written: string[] = []
  let at = start
  for (const { language, file, isChange, text } of blocks) {
    if (file !== undefined) writeOrChange(join(at, file), text, isChange)
    if (language !== 'sh') continue
    for (const line of text.trim().split('\n')) {
      const [program, ...args] = wordsOf(line)
      if (program === 'cd') at = join(at, args[0] ?? '')
      else written.push(await run(line, program, args, at))
    }
  }
  return written
}

async function run(line: string, program: string | undefined, args: readonly string[], at: string): Promise<string> {
  if (program !== 'svodka') throw new Error(`What runs “${line}”?`)
  const [name = ''] = args
  const given = STAYS.has(name) ? [...args, '--help'] : args
  // folders that a command names lie where the reader stands
  const placed = given.map((word, index) =>
    (name === 'init' && index === 1) || given[index - 1] === '--out' ? join(at, word) : word,
  )
  // a command says by the process's own code that something needs attention
  process.exitCode = 0
  const { code, out, told } = await commandsOn(at).svodka(...placed)
  process.exitCode = 0
  expect({ line, code, told: code === 0 ? '' : told }).toEqual({ line, code: 0, told: '' })
  return out
}

/** A line of a change takes the place of the one that begins with the same word; imports are added. */
function writeOrChange(path: string, text: string, isChange: boolean): void {
  mkdirSync(dirname(path), { recursive: true })
  if (!isChange) return writeFileSync(path, text)
  const changed = text
    .trim()
    .split('\n')
    .reduce(
      (whole, line) => {
        if (line.startsWith('import ')) return `${line}\n${whole}`
        const [word = ''] = line.split(' ')
        const lines = whole.split('\n')
        const found = lines.findIndex((each) => each.trim().startsWith(word))
        if (found < 0) throw new Error(`No line of the file begins with “${word}”`)
        return lines.with(found, line).join('\n')
      },
      readFileSync(path, 'utf8'),
    )
  writeFileSync(path, changed)
}

describe('a recipe', () => {
  const recipe = (name: string) => readPage(`docs/recipes/${name}.md`).blocks

  test('leads from a CSV file to figures, and from there to a metric of one’s own', async () => {
    const start = join(folder, 'data')
    mkdirSync(start)
    const written = await follow(recipe('own-data'), start)
    const figures = written.find((each) => each.startsWith('Priority'))
    // a process reads its settings once
    cpSync(join(start, 'my-company'), join(folder, 'metric'), { recursive: true })
    const own = await follow(recipe('own-metric'), join(folder, 'metric'))

    expect(figures?.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['Priority', 'Tickets created', 'Mean resolution time'],
      ['Low', '2', '42.9 hr'],
      ['High', '2', '2.5 hr'],
    ])
    expect(own.at(-1)).toMatch(/Low +1/)
  })

  test('makes a pack of one’s own', async () => {
    const start = join(folder, 'pack')
    mkdirSync(start)
    const written = await follow(recipe('own-pack'), start)

    expect(written.join('\n')).toMatch(/Puer +(RUB|₽)\s?3,50[01]/)
    expect(written.at(-1)).toContain('mart.tea_sales')
  })
})

describe('in the sample workspace', () => {
  let demo: Demo
  beforeAll(async () => {
    const dir = join(folder, 'demo')
    const sample = { seed: 7, tickets: 600, users: 150, customers: 60, clients: 20, change: -20, rise: 35 }
    demo = await startDemo({ dir, ...sample, locale: 'en' }, process.env)
    await demo.svodka.sync({ mode: 'new', locale: 'en' }, () => {})
    await demo.svodka.serve()
  })
  afterAll(() => demo.close())

  test.each([...GUIDES, 'docs/recipes/grafana.md', 'docs/recipes/power-bi.md', 'src/packs/lending/README.md'])(
    '%s can be followed',
    async (path) => {
      const commands = readPage(path).blocks.filter(({ language }) => language === 'sh')

      // each is expected to end well as it is run
      expect((await follow(commands, join(folder, 'demo'))).length).toBeGreaterThan(0)
    },
  )
})
