import { expect, test } from 'vitest'
import { sampleCalls, sampleQueueLog } from './index.ts'

const sample = sampleCalls({ seed: 5 })
const { cdr, queueLog } = sample
const eventsOf = Map.groupBy(queueLog, ({ event }) => event)
const hourOf = (second: number) => (Math.floor(second / 3600) + 3) % 24

test('the same seed gives the same centre, another seed another one', () => {
  expect(sampleCalls({ seed: 5 })).toEqual(sample)
  expect(sampleCalls({ seed: 6 }).cdr[100]).not.toEqual(cdr[100])
})

test('four weeks of December, records and lines in the order of time', () => {
  const dates = cdr.map(({ calldate }) => calldate)

  expect(dates).toEqual(dates.toSorted())
  expect([dates[0]! >= '2023-12-04', dates.at(-1)! < '2024-01-01']).toEqual([true, true])
  expect(queueLog.every(({ time }, at) => at === 0 || queueLog[at - 1]!.time <= time)).toBe(true)
  expect(new Set(cdr.map(({ linkedid }) => linkedid)).size).toBeGreaterThan(6000)
  expect(new Set(cdr.map(({ uniqueid, linkedid, sequence }) => `${uniqueid} ${linkedid} ${sequence}`)).size).toBe(
    cdr.length,
  )
})

test('each call that enters a queue leaves it once', () => {
  const ends = ['CONNECT', 'ABANDON', 'EXITWITHTIMEOUT'].flatMap((event) => eventsOf.get(event) ?? [])
  const key = ({ callid, queue }: (typeof queueLog)[number]) => `${callid} ${queue}`

  expect(ends.map(key).toSorted()).toEqual(eventsOf.get('ENTERQUEUE')!.map(key).toSorted())
})

test('nobody talks to two people at once', () => {
  const talks = cdr
    .filter(({ billsec, dstchannel, lastapp }) => billsec > 0 && dstchannel !== '' && lastapp !== 'VoiceMail')
    .map(({ calldate, duration, billsec, dstchannel, channel }) => {
      const operator = /PJSIP\/(\d{3})-/.exec(`${dstchannel} ${channel}`)![1]!
      const end = Date.parse(`${calldate.replace(' ', 'T')}Z`) / 1000 + duration
      return { operator, from: end - billsec, end }
    })

  for (const own of Map.groupBy(talks, ({ operator }) => operator).values()) {
    const inOrder = own.toSorted((a, b) => a.from - b.from)
    expect(inOrder.filter(({ from }, at) => at > 0 && inOrder[at - 1]!.end > from)).toEqual([])
  }
})

test('it has what a centre has: overflow, time-outs into voicemail, transfers, deaf phones, callbacks, the night', () => {
  const outbound = cdr.filter(({ did }) => did === '')

  for (const event of ['RINGNOANSWER', 'BLINDTRANSFER', 'EXITWITHTIMEOUT', 'ABANDON'])
    expect([event, eventsOf.get(event)!.length > 20]).toEqual([event, true])
  expect(outbound.length).toBeGreaterThan(100)
  expect(cdr.filter(({ lastapp }) => lastapp === 'VoiceMail').length).toBeGreaterThan(100)
})

test('in the planted hour far more people hang up than in any other', () => {
  const share = (hour: number) => {
    const count = (event: string) => eventsOf.get(event)!.filter(({ time }) => hourOf(time) === hour).length
    return count('ABANDON') / count('ENTERQUEUE')
  }
  const others = [10, 11, 12, 15, 16, 17, 18, 19].map(share)

  expect(share(sample.badHour)).toBeGreaterThan(2 * Math.max(...others))
})

test('the log of queues as a file has a line for each event', () => {
  const lines = sampleQueueLog(sample).split('\n')

  expect(lines).toHaveLength(queueLog.length + 1)
  expect(lines.find((line) => line.includes('|ABANDON|'))).toMatch(
    /^\d{10}\|\d{10}\.\d+\|700[01]\|NONE\|ABANDON\|1\|1\|\d+$/,
  )
})
