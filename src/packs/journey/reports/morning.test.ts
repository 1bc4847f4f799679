import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { silentLog, type Day, type Locale, type World } from '../../../base/index.ts'
import { OWNER } from '../../../kit/index.ts'
import { buildReport, type ReportDocument } from '../../../reports/index.ts'
import { type JourneyDesk, openJourneyDesk, sampleRows } from '../../../../test/journey/journey-desk.ts'
import { journey, sampleJourney, sampleJourneySettings } from '../index.ts'

const { definition: pack } = journey()
const world: World = {
  now: () => new Date('2024-01-01T05:45:00Z'),
  sleep: () => Promise.reject(new Error('nothing sleeps here')),
  fetch: () => Promise.reject(new Error('nothing uses the network here')),
  log: silentLog,
}

let desk: JourneyDesk
beforeAll(async () => {
  desk = await openJourneyDesk({ settings: sampleJourneySettings })
  const { events, payments } = sampleRows(sampleJourney({ seed: 8, users: 3000 }))
  await desk.load({ 'journey.event': events, 'journey.payment': payments })
})
afterAll(() => desk.close())

const made = (date: Day, locale: Locale): Promise<ReportDocument> => {
  const report = pack.reports.find(({ id }) => id === 'journey.morning')!
  const asker = { person: OWNER, locale }
  const request = { pack, date, asker, workspace: 'Test', timeZone: 'Europe/Moscow', currency: 'RUB' }
  return buildReport(report, request, desk.figures, world)
}
const textsOf = ({ blocks }: ReportDocument): string =>
  blocks.flatMap((block) => (block.kind === 'statement' ? [block.text] : [])).join('\n')

describe.each(['ru', 'en'] as const)('the morning report (%s)', (locale) => {
  test('has five figures, three pictures, and nothing that failed', async () => {
    const document = await made('2024-01-01', locale)

    const count = (kind: string): number => document.blocks.filter((block) => block.kind === kind).length
    expect(document.blocks.find((block) => block.kind === 'figures')).toMatchObject({ items: { length: 5 } })
    expect(count('chart')).toBe(3)
    expect(count('failed')).toBe(0)
  })
})

test('says what was left open, what is overdue and who is left out', async () => {
  const text = textsOf(await made('2024-01-01', 'ru'))

  expect(text).toMatch(/^31 декабря 2023: до полуночи не закрыт/)
  expect(text).toMatch(/Открыто дольше срока на 1 янв\. 2024 г\., 00:00: \d+/)
  expect(text).toMatch(/Не учт\S+ \d+ участник/)
})

test('a report of an earlier day tells of the day before it', async () => {
  expect(textsOf(await made('2023-12-16', 'en'))).toMatch(/^December 15, 2023: .*as of Dec 16, 2023, 12:00 AM/)
})
