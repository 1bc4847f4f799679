import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ROLES } from '../../src/access/roles.ts'
import { ABILITIES } from '../../src/base/index.ts'
import { NEEDS } from '../../src/server/needs.ts'

/** The table of who may do what, as a page has it: abilities by role. */
function tableOf(page: string) {
  const rows = readFileSync(page, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|') && line.split('|').length === ABILITIES.length + 4)
    .map((line) => line.split('|').map((cell) => cell.trim()))
  const [head = [], , ...lines] = rows
  return {
    abilities: head.slice(3, -1),
    may: lines.map(([, who = '', , ...cells]) => [who, ABILITIES.filter((_ability, at) => cells[at] === '✓')] as const),
  }
}

test.each([
  ['docs/security.md', 'stranger'],
  ['docs/security.ru.md', 'посторонний'],
])('%s says of each role what it may, and of strangers that they may nothing', (page, stranger) => {
  const { abilities, may } = tableOf(page)
  const roles = Object.entries(ROLES).map(([id, role]) => [id, ABILITIES.filter((each) => role.may.includes(each))])

  expect(abilities).toEqual(ABILITIES)
  expect(new Map(may)).toEqual(new Map([[stranger, []], ...(roles as [string, string[]][])]))
})

test('what is reached without sign-in carries a token of its own, or is health and the ways in', () => {
  const strangers = Object.entries(NEEDS).filter(([, need]) => ['probe', 'own-token', 'open'].includes(need))

  expect(
    strangers
      .map(([route]) => route)
      .filter((route) => !/ \/(healthz|readyz|metrics|api\/(health|telegram|ingest|local|entry))\b/.test(route)),
  ).toEqual([])
})
