import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { daysBetween } from '../../src/base/index.ts'
import { SAMPLE_CHATS } from '../../src/demo/index.ts'
import { liveThroughADay, STRANGER, type Day } from './day.ts'

const { sales, support, administrator } = SAMPLE_CHATS

describe.each(['ru', 'en'] as const)('a day of the sample workspace, in %s', (locale) => {
  const dir = mkdtempSync(join(tmpdir(), 'svodka-day-'))
  const told: Record<string, Record<number, readonly string[]>> = {}
  let day: Day | undefined

  beforeAll(async () => {
    day = await liveThroughADay({
      dir,
      locale,
      tickets: 3000,
      users: 1500,
      customers: 300,
      clients: 60,
      async onScene(name, { news }) {
        told[name] = Object.fromEntries([sales, support, administrator, STRANGER].map((chat) => [chat, news(chat)]))
      },
    })
  }, 300_000)
  afterAll(async () => {
    await day?.close()
    rmSync(dir, { recursive: true })
  })

  const says = (ru: string, en: string): string => (locale === 'ru' ? ru : en)

  test('the administrator is told once that the help desk refuses its key, with the log', () => {
    const [text, log, ...more] = told['trouble']?.[administrator] ?? []

    expect(text).toContain(says('Источник «desk» не читается', 'The source “desk” cannot be read'))
    expect(text).toContain('401')
    expect(log).toMatch(/^svodka-.*\.log$/)
    expect(more).toEqual([])
    expect([told['morning']?.[administrator], told['questions']?.[administrator]]).toEqual([[], []])
  })

  test('the report of the failing source goes all the same and says first what is stale', () => {
    const [text = '', ...pictures] = told['morning']?.[support] ?? []

    expect(text.split('\n')[0]).toContain(says('Данные старше, чем должны быть: desk', 'older than it should be: desk'))
    expect(pictures).toHaveLength(3)
  })

  test('the report of a source that is well says nothing of the other', () => {
    const [text = '', ...pictures] = told['morning']?.[sales] ?? []

    expect(text).not.toContain('desk')
    expect(text).toContain('quest')
    expect(pictures).toHaveLength(3)
  })

  test('a button gives a table, another a file', () => {
    const files = (told['questions']?.[sales] ?? []).filter((text) => /\.(pdf|csv)$/.test(text))

    expect(files.length).toBeGreaterThan(0)
  })

  test('a stranger gets one refusal and no data', () => {
    const answers = (told['stranger']?.[STRANGER] ?? []).filter((text) => !text.startsWith('/'))

    expect(answers).toHaveLength(1)
    expect(answers[0]).not.toMatch(/\d/)
  })

  test('when the source is well again, the administrator is told once, and the report is no longer stale', () => {
    const [text = '', ...more] = told['well']?.[administrator] ?? []

    expect(text).toContain(says('снова читается', 'is read again'))
    expect(more).toEqual([])
    const report = told['well']?.[support]?.find((each) => each.length > 200) ?? ''
    expect(report.split('\n')[0]).not.toContain(says('Данные старше', 'older'))
  })

  test('days past due are counted to the new day, though the program was started the day before', async () => {
    const owner = { person: { id: 'owner', name: 'owner', role: 'owner' }, locale }
    const { rows } = await day!.demo.svodka.rows({ metric: 'lending.loans', period: 'all', limit: 1000 }, owner)

    const overdue = rows.filter(({ oldest_due_on: due }) => due !== null)
    expect(overdue.length).toBeGreaterThan(0)
    for (const { oldest_due_on: due, days_past_due: days } of overdue)
      expect(days).toBe(daysBetween(String(due), '2024-01-01'))
  })

  test('every call keeps to the description of the Bot API', () => {
    expect(day?.demo.telegram.violations).toEqual([])
  })

  test('the Reports page knows what went out and that nothing is open', async () => {
    const state = await day!.demo.svodka.deliveryState({
      person: { id: 'owner', name: 'owner', role: 'owner' },
      locale,
    })

    expect(state.troubles).toEqual([])
    expect(new Set(state.sent.map((message) => message.state))).toEqual(new Set(['sent']))
    const runs = state.runs.filter((run) => run.schedule.startsWith('report:'))
    expect(runs.map((run) => `${run.schedule} ${run.state}`).toSorted()).toEqual([
      'report:calls.my-work done',
      'report:company.manager done',
      'report:company.morning done',
      'report:journey.morning done',
      'report:lending.reminders done',
      'report:orders.manager-list done',
      'report:orders.rfm done',
      'report:support.morning done',
    ])
  })
})
