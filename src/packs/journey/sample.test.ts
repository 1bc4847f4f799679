import { expect, test } from 'vitest'
import { sampleJourney, sampleJourneySettings } from './index.ts'

const sample = sampleJourney({ seed: 5 })
const nameOf = new Map(sample.dictionary)
const named = sample.events.map(([user, event, at]) => ({ user, event: nameOf.get(event)!, at }))
const count = (event: string, day: string): number =>
  named.filter((each) => each.event === event && each.at.startsWith(day)).length

test('the same seed gives the same sample, another seed another', () => {
  expect(sampleJourney({ seed: 5 })).toEqual(sample)
  expect(sampleJourney({ seed: 6 }).events[100]).not.toEqual(sample.events[100])
})

test('a year of events in order, each in the dictionary, and none of payments', () => {
  const times = sample.events.map(([, , at]) => at)

  expect(times).toEqual(times.toSorted())
  expect(times[0]! >= '2023-01-01 00:00:00').toBe(true)
  expect(times.at(-1)! <= '2023-12-31 23:59:59').toBe(true)
  expect(named.every(({ event }) => event !== undefined)).toBe(true)
  expect([...nameOf.values()]).not.toContain(sampleJourneySettings.purchase)
  expect(sample.events.length).toBeGreaterThan(130_000)
  expect(sample.events.length).toBeLessThan(160_000)
})

test('every event that the settings name happens', () => {
  const { processes, funnel, experiments, purchase } = sampleJourneySettings
  const wanted = new Set([...funnel, ...experiments, ...processes.flatMap(({ start, end }) => [start, ...end])])
  wanted.delete(purchase)

  expect([...wanted].filter((event) => !named.some((each) => each.event === event))).toEqual([])
})

test('more come at the end of the year than at its beginning, and fewer at night', () => {
  const applications = named.filter(({ event }) => event === 'Создание заявки')
  const inMonth = (month: string) => applications.filter(({ at }) => at.startsWith(`2023-${month}`)).length
  const atHour = (hour: string) => applications.filter(({ at }) => at.slice(11, 13) === hour).length

  expect(inMonth('11')).toBeGreaterThan(1.5 * inMonth('02'))
  expect(atHour('20')).toBeGreaterThan(10 * atHour('03'))
})

test('there are doubles, ends before starts, repeated starts, refunds, late payers and experiments', () => {
  const doubles = sample.events.length - new Set(sample.events.map((row) => row.join(' '))).size
  const users = Map.groupBy(named, ({ user }) => user)
  const startsWithAnswer = [...users.values()].filter((history) => {
    const answeredAt = history.findIndex(({ event }) => event.startsWith('Ученик ответил'))
    const taskAt = history.findIndex(({ event }) => event.startsWith('Назначение задачи'))
    return answeredAt >= 0 && answeredAt < taskAt
  })
  const firstEventOf = new Map([...users].map(([user, history]) => [user, history[0]!.at]))
  const late = sample.payments.filter(
    ([, user, at]) => Date.parse(at) - Date.parse(firstEventOf.get(user) ?? at) > 30 * 86_400_000,
  )
  const inExperiments = new Set(
    named.filter(({ event }) => sampleJourneySettings.experiments.includes(event as never)).map(({ user }) => user),
  )

  expect(doubles).toBeGreaterThan(100)
  expect(startsWithAnswer.length).toBeGreaterThan(100)
  expect(sample.payments.filter(([, , , amount]) => amount < 0).length).toBeGreaterThan(50)
  expect(late.length).toBeGreaterThan(500)
  expect(inExperiments.size).toBeGreaterThan(700)
})

test('the jam is in the answers of the second line of the last five days and nowhere else', () => {
  const plain = sampleJourney({ seed: 5, jam: 0 })
  const answers = (of: typeof sample, from: string, to: string) =>
    of.events.filter(([, event, at]) => nameOf.get(event) === 'Дозвон 2Л' && at >= from && at < to).length

  expect(answers(sample, '2023-12-27', '2024')).toBeLessThan(0.2 * answers(plain, '2023-12-27', '2024'))
  expect(count('Назначена задача на вторую линию', '2023-12-28')).toBeGreaterThan(30)
  expect(answers(sample, '2023-12-20', '2023-12-25') / answers(plain, '2023-12-20', '2023-12-25')).toBeCloseTo(1, 0)
})
