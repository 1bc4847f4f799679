import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CallsDesk, openCallsDesk } from '../../../../test/calls/calls-desk.ts'
import { worldAt } from '../../../../test/pack-desk.ts'
import { addDays, type Day, type Locale } from '../../../base/index.ts'
import { OWNER, sql, type Person } from '../../../kit/index.ts'
import { buildReport, renderReport } from '../../../reports/index.ts'
import { median } from '../../../stats/index.ts'
import { calls } from '../index.ts'

/* Five operators through five weeks, then the same without two of them. Figures are counted a second way from the list of rings. */

const LAST: Day = '2023-12-31'
const NAMES: Readonly<Record<string, string>> = {
  101: 'Анна Белова',
  102: 'Борис Гусев',
  103: 'Вера Дымова',
  104: 'Глеб Ершов',
  105: 'Дарья Жукова',
}

interface Ring {
  operator: string
  on: Day
  /** 0: not taken */
  talk: number
  score?: number
}

/** Nobody works on Mondays; 103 begins late, 105 was ill in the week before the last. */
const RINGS: readonly Ring[] = Object.keys(NAMES).flatMap((operator, person) =>
  Array.from({ length: 35 }, (_, back) => back).flatMap((back) => {
    const on = addDays(LAST, -back)
    const isOff = back % 7 === 6 || (operator === '103' && back > 20) || (operator === '105' && back >= 7 && back < 14)
    if (isOff) return []
    return Array.from({ length: 2 + ((person + back) % 3) }, (_each, call): Ring => {
      const talk = (call + person + back) % 4 === 0 ? 0 : 60 + 10 * person + 3 * call + back
      const isRated = talk > 0 && (call + back) % 2 === 0
      return { operator, on, talk, ...(isRated ? { score: 1 + ((person + call + back) % 5) } : {}) }
    })
  }),
)

let sequence = 0
const rows = (rings: readonly Ring[]) => {
  const numbered = rings.map((ring) => ({ ...ring, id: `call ${(sequence += 1)}`, at: sequence }))
  // the last minutes of the day in Moscow: the evening in UTC
  const instant = ({ on, at }: { on: Day; at: number }) => `${on}T20:${String(10 + (at % 40)).padStart(2, '0')}:00Z`
  return {
    'calls.leg': numbered.map((ring) => ({
      call_id: ring.id,
      leg_id: `${ring.id} leg`,
      sequence: ring.at,
      started_at: instant(ring),
      duration_seconds: 10 + ring.talk,
      talk_seconds: ring.talk,
      disposition: ring.talk > 0 ? 'ANSWERED' : 'NO ANSWER',
      application: 'Dial',
      direction: 'inbound',
      caller: `7916${String(1_000_000 + ring.at)}`,
      dialled: ring.operator,
      far_channel: `PJSIP/${ring.operator}-1`,
      far_extension: ring.operator,
    })),
    'calls.agent': Object.entries(NAMES).map(([agent_id, name]) => ({ agent_id, name })),
    'calls.rating': numbered
      .filter(({ score }) => score !== undefined)
      .map((ring) => ({ rating_id: `of ${ring.id}`, rated_at: instant(ring), score: ring.score, call_id: ring.id })),
  }
}

/** Before all weeks: answered by 102 and passed on to 101. */
const PASSED_ON = ['102', '101'].map((extension, leg) => ({
  call_id: 'passed on',
  leg_id: `passed on ${leg}`,
  sequence: 100_000 + leg,
  started_at: `2023-11-01T09:0${leg}:00Z`,
  duration_seconds: 60,
  talk_seconds: 50,
  disposition: 'ANSWERED',
  application: 'Dial',
  direction: 'inbound',
  caller: '79160000000',
  far_channel: `PJSIP/${extension}-1`,
  far_extension: extension,
}))

/** What somebody did in some days, straight from the list. */
function counted(rings: readonly Ring[], operator: string, from: Day, to: Day) {
  const own = rings.filter((ring) => ring.operator === operator && ring.on >= from && ring.on <= to)
  const taken = own.filter(({ talk }) => talk > 0)
  const scores = own.flatMap(({ score }) => score ?? [])
  const mean = (values: readonly number[]) =>
    values.length === 0 ? null : values.reduce((all, value) => all + value, 0) / values.length
  return {
    was: own.length > 0,
    handled: taken.length,
    handle_seconds: mean(taken.map(({ talk }) => talk)),
    ring_missed_share: own.length === 0 ? null : (own.length - taken.length) / own.length,
    satisfaction: mean(scores.map((score) => (score >= 4 ? 1 : 0))),
    score: mean(scores),
  }
}

const MEASURES = ['handled', 'handle_seconds', 'ring_missed_share', 'satisfaction', 'score'] as const
const WEEK = [addDays(LAST, -6), LAST] as const
const person = (name: string): Person => ({ id: 'somebody', name, role: 'operator' })

let desk: CallsDesk
let small: CallsDesk
const pair = RINGS.filter(({ operator }) => operator < '104')
beforeAll(async () => {
  ;[desk, small] = await Promise.all([openCallsDesk(), openCallsDesk()])
  const all = rows(RINGS)
  await Promise.all([desk.load({ ...all, 'calls.leg': [...all['calls.leg'], ...PASSED_ON] }), small.load(rows(pair))])
})
afterAll(() => Promise.all([desk.close(), small.close()]))

const asked = (who: Person, settings: Readonly<Record<string, string>> = {}, locale: Locale = 'en') =>
  desk.figures.analyze('calls.my-work', settings, { person: who, locale })

describe.each(Object.entries(NAMES))('operator %s', (extension, name) => {
  test('sees the own week, the mean of the weeks before, and the median of the team, as counted from the list', async () => {
    const { figures } = await asked(person(name))

    const own = counted(RINGS, extension, ...WEEK)
    const team = Object.keys(NAMES).map((each) => counted(RINGS, each, ...WEEK))
    const before = counted(RINGS, extension, addDays(LAST, -34), addDays(LAST, -7))
    const weeks = [1, 2, 3, 4].filter((ago) => counted(RINGS, extension, ...weekAgo(ago)).was).length
    expect(figures).toMatchObject({ operator: name, from: WEEK[0], to: LAST, days_worked: 6, usual_weeks: weeks })
    for (const measure of MEASURES) {
      const values = team.flatMap((one) => one[measure] ?? [])
      expect(figures[measure]).toBeCloseTo(own[measure]!, 9)
      expect(figures[`team_${measure}`]).toBeCloseTo(median(values), 9)
      expect(figures[`usual_${measure}`]).toBeCloseTo(before[measure]! / (measure === 'handled' ? weeks : 1), 9)
    }
  })
})

const weekAgo = (ago: number) => [addDays(WEEK[0], -7 * ago), addDays(LAST, -7 * ago)] as const

test('weeks before the first call are left out, a week of illness is an empty row', async () => {
  const late = await asked(person(NAMES[103]!))
  const ill = await asked(person(NAMES[105]!))

  expect(late.tables['weeks']?.rows).toHaveLength(3)
  expect(ill.tables['weeks']?.rows.map(({ handled }) => handled)).toContain(0)
  expect(ill.figures['usual_weeks']).toBe(3)
})

test('a day is beside the median of that day; a day off says so', async () => {
  const worked = await asked(person(NAMES[101]!), { date: '2023-12-30' })
  const off = await asked(person(NAMES[101]!), { date: '2023-12-25' }, 'ru')

  const [own, ...others] = Object.keys(NAMES).map((each) => counted(RINGS, each, '2023-12-30', '2023-12-30').handled)
  expect(worked.figures).toMatchObject({ day_handled: own, team_day_handled: median([own!, ...others]) })
  expect(off.statement).toContain('25 декабря 2023: звонков не было.')
})

test('of three operators there is no median: each could tell the others’', async () => {
  const { figures, tables, notes } = await small.figures.analyze(
    'calls.my-work',
    {},
    {
      person: person(NAMES[101]!),
      locale: 'en',
    },
  )
  const medians = await small.rows(sql`select * from mart.calls_team where handled is not null or score is not null`)

  expect(medians).toEqual([])
  expect(Object.entries(figures).filter(([key, value]) => key.startsWith('team_') && value !== null)).toEqual([])
  expect(tables['comparison']?.rows).toHaveLength(3)
  expect(notes?.join(' ')).toContain('There is no team median')
})

test('whoever sees several operators names one; an operator cannot ask for a colleague, and learns of nobody', async () => {
  const chosen = await asked(OWNER, { operator: NAMES[104]! })
  const own = await asked(person(NAMES[104]!))

  expect(chosen.figures).toEqual(own.figures)
  await expect(asked(OWNER)).rejects.toThrow('name one in the setting operator. There are Анна Белова, Борис Гусев')
  await expect(asked(OWNER, { operator: 'Борис Гусов' })).rejects.toThrow('Did you mean “Борис Гусев”?')
  await expect(asked(person(NAMES[104]!), { operator: NAMES[101]! })).rejects.toThrow(/may see\. Write the name/)
  await expect(asked(person('Егор Зимин'))).rejects.toThrow('You have no calls')
})

describe.each(['ru', 'en'] as const)('an operator’s report (%s)', (locale) => {
  test('holds no name and no number of a colleague, in no format', async () => {
    const pack = calls().definition
    const report = pack.reports.find(({ id }) => id === 'calls.my-work')!
    const asker = { person: person(NAMES[102]!), locale }
    const request = { pack, date: '2024-01-01', asker, workspace: 'Test', timeZone: 'Europe/Moscow', currency: 'RUB' }
    const document = await buildReport(report, request, desk.figures, worldAt(new Date('2024-01-01T05:45:00Z')))
    const [html, md] = await Promise.all([renderReport(document, 'html'), renderReport(document, 'md')])
    const answer = await asked(asker.person, {}, locale)

    const all = [document, answer].map((one) => JSON.stringify(one))
    const files = [...html, ...md].map(({ content }) => Buffer.from(content).toString())
    expect(document.blocks.filter(({ kind }) => kind === 'failed')).toEqual([])
    for (const text of [...all, ...files.map((file) => file.replaceAll(/<style>.*?<\/style>|<svg.*?<\/svg>/gs, ''))]) {
      expect(text).toContain(NAMES[102]!)
      for (const [extension, name] of Object.entries(NAMES).filter(([each]) => each !== '102'))
        for (const part of [...name.split(' '), `"${extension}"`, `PJSIP/${extension}`])
          expect(text).not.toContain(part)
    }
  })
})

test('every question that an operator may ask is answered from their own rows', async () => {
  const asker = { person: person(NAMES[102]!), locale: 'en' } as const
  const { metrics } = desk.figures.catalog(asker)
  const answers = await Promise.all(
    metrics.map(async ({ id, dimensions }) => {
      const by = dimensions.includes('operator') ? ['operator'] : []
      return [await desk.figures.query({ metrics: [id], by }, asker), await desk.figures.rows({ metric: id }, asker)]
    }),
  )
  const values = await desk.figures.values('operator', asker)

  const told = answers.map((both, at) => ({
    metric: metrics[at]!.id,
    text: JSON.stringify(both.map(({ rows: all }) => all)),
  }))
  for (const name of Object.values(NAMES).filter((each) => each !== NAMES[102]))
    expect(told.filter(({ text }) => text.includes(name)).map(({ metric }) => metric)).toEqual([])
  expect(values.map(({ value }) => value)).toEqual([NAMES[102]])
})
