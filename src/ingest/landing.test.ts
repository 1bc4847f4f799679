import { createHash } from 'node:crypto'
import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ContentChanged, startLanding } from './landing.ts'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'svodka-landing-'))
  path = join(folder, 'delivered [1].ndjson')
  writeFileSync(path, '{"id":1}\n')
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

const start = async () => {
  const to = { rawFolder: join(folder, 'raw'), folder: 'shop/visits', format: 'ndjson', at: new Date(0) } as const
  const landing = await startLanding(path, to)
  if (!landing) throw new Error('this file system has no symbolic links')
  return landing
}
const landedFiles = () => readdirSync(join(folder, 'raw', 'shop', 'visits'))

describe('a file that is read while it lands', () => {
  test('can be read under its name in raw at once, and is a copy of its own in the end', async () => {
    const landing = await start()
    const target = join(folder, 'raw', landing.file)
    const early = readFileSync(target, 'utf8')

    const { sha256 } = await landing.landed()
    writeFileSync(path, 'overwritten later')

    expect(early).toBe('{"id":1}\n')
    expect(sha256).toBe(createHash('sha256').update(early).digest('hex'))
    expect(lstatSync(target).isSymbolicLink()).toBe(false)
    expect(readFileSync(target, 'utf8')).toBe(early)
    expect(landedFiles()).toHaveLength(1)
  })

  test('is not taken when it changed meanwhile, and leaves nothing behind', async () => {
    const landing = await start()
    writeFileSync(path, '{"id":1}\n{"id":2}\n')

    await expect(landing.landed()).rejects.toThrow(ContentChanged)
    await landing.drop()

    expect(landedFiles()).toEqual([])
  })

  test('stays where it landed, whatever is dropped afterwards', async () => {
    const landing = await start()
    await landing.landed()

    await landing.drop()
    const again = await landing.landed()

    expect(landedFiles()).toHaveLength(1)
    expect(again.sha256).toHaveLength(64)
  })
})
