import { existsSync, readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as packs from '../src/packs/index.ts'
import * as sources from '../src/sources/index.ts'

const folders = (path: string) =>
  readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted()

test('every folder of a source is in the list and has its own page of documentation', () => {
  expect(Object.keys(sources).toSorted()).toEqual(folders('src/sources'))
  for (const source of folders('src/sources')) expect(existsSync(`src/sources/${source}/README.md`)).toBe(true)
})

test('every folder of a pack is in the list, with its documentation and its decisions', () => {
  expect(Object.keys(packs).toSorted()).toEqual(folders('src/packs'))
  for (const pack of folders('src/packs')) {
    for (const page of ['README.md', 'DECISIONS.md']) expect(existsSync(`src/packs/${pack}/${page}`)).toBe(true)
  }
})
