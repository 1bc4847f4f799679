import { expect, test } from 'vitest'
import { checkSettings } from '../../kit/index.ts'
import { journey, sampleJourneySettings } from './index.ts'
import { settingsTables } from './settings-tables.ts'

const { definition } = journey()
const check = (given: unknown) => checkSettings(definition.settings, given, 'svodka.config.ts', ['packs', 'journey'])
const faultOf = (given: unknown): string => {
  try {
    check(given)
    return 'no fault'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const line = { id: 'line', title: 'Line', start: 'task', end: ['answer'] }

test('nothing must be set', () => {
  expect(check({})).toEqual({ processes: [], funnel: [], funnelWindowDays: 30, experiments: [], purchase: 'Покупка' })
})

test('a process has a day unless told', () => {
  expect(check({ processes: [line] })).toMatchObject({ processes: [{ limitHours: 24 }] })
})

test('the seed’s settings are right', () => {
  expect(check(sampleJourneySettings)).toMatchObject({
    processes: ['Открытые заявки', 'Первая линия', 'Вторая линия', 'Оплата ВУ'].map((title) => ({ title })),
    funnel: { length: 7 },
    experiments: { length: 4 },
  })
})

test.each([
  [
    'an end that is the start',
    { processes: [{ ...line, end: ['answer', 'task'] }] },
    'packs.journey.processes.0.end.1: is the start',
  ],
  ['no end', { processes: [{ ...line, end: [] }] }, 'packs.journey.processes.0.end: must name at least one event'],
  [
    'an end twice',
    { processes: [{ ...line, end: ['a', 'a'] }] },
    'processes.0.end.1: stands among the end events already',
  ],
  ['an id twice', { processes: [line, { ...line, title: 'Other' }] }, 'processes.1.id: another process has it already'],
  [
    'a title twice',
    { processes: [line, { ...line, id: 'other' }] },
    'processes.1.title: another process has it already',
  ],
  ['an id with blanks', { processes: [{ ...line, id: 'My line' }] }, 'processes.0.id: must be lower-case letters'],
  ['a limit of nothing', { processes: [{ ...line, limitHours: 0 }] }, 'processes.0.limitHours'],
  ['one step', { funnel: ['task'] }, 'packs.journey.funnel: must have at least two steps, or none'],
  ['a step twice', { funnel: ['task', 'answer', 'task'] }, 'funnel.2: stands among the steps already'],
  ['a window of no day', { funnelWindowDays: 0 }, 'funnelWindowDays'],
  [
    'an experiment that is a step',
    { funnel: ['a', 'b'], experiments: ['x', 'b'] },
    'experiments.1: is an event of the funnel',
  ],
  [
    'an experiment that ends a process',
    { processes: [line], experiments: ['answer'] },
    'experiments.0: is an event of the process line',
  ],
  ['payments as an experiment', { experiments: ['Покупка'] }, 'experiments.0: is an event of payments'],
  ['a misspelt setting', { experiment: ['x'] }, 'experiments'],
])('%s is named by its path', (_, given, fault) => {
  expect(faultOf(given)).toContain(fault)
})

test('the tables of the settings do not change from day to day within a year', () => {
  const settings = definition.settings.parse(sampleJourneySettings)
  const on = (today: string) => settingsTables(settings, { timeZone: 'Europe/Berlin', today })

  expect(on('2023-12-31')).toEqual(on('2023-01-01'))
  expect(on('2024-01-01')).not.toEqual(on('2023-12-31'))
})
