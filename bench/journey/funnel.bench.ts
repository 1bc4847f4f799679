import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { OWNER, trusted } from '../../src/kit/index.ts'
import { median, print, secondsOf } from '../measure.ts'
import { generateEvents, openBenchJourney } from './events.ts'

/*
The funnel of seven steps over two years: ten million events of a million users. The analysis through the door for figures
stands beside the same figures by bare SQL, from a plain table of numbers and from the pack's own mart; the faster of the two
is the measure, and all must agree. `counts` is the quickest way found to count users by step and nothing else.
*/
const USERS = Number(process.env['SVODKA_BENCH_USERS'] ?? 1_000_000)
const LIMIT = 1.3
const TURNS = 7

const SETTINGS = { from: '2022-01-01', to: '2023-12-31', window_days: '30' }
const here = (name: string): string => readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')
const figuresOf = (rows: readonly (readonly unknown[])[]): string =>
  JSON.stringify(rows.map(([step, users, median]) => [step, users, median === null ? null : Number(median).toFixed(6)]))

const folder = mkdtempSync(join(tmpdir(), 'svodka-bench-funnel-'))
try {
  const generated = await generateEvents(join(folder, 'plain'), USERS)
  await generated.plain.run(`
    create table funnel_event as
    select user_id::integer as user_id, event, happened_at
    from event_by_time
    where user_id not in (select user_id from event_by_time where event between 10 and 13)`)
  const journey = await openBenchJourney(join(folder, 'data'), generated)
  const [plainText, countsText, mart] = [here('funnel-plain'), here('funnel-counts'), trusted(here('funnel-mart'))]
  const ask = () => journey.figures.analyze('journey.funnel', SETTINGS, { person: OWNER, locale: 'en' })
  const bare = (text: string) => generated.plain.runAndReadAll(text)

  const steps = (await ask()).tables['steps']!.rows
  const asked = figuresOf(steps.map((row) => [row['step'], row['users'], row['median_hours']]))
  const overMart = (await journey.warehouse.rows(mart)).map((row) => [row['step'], row['users'], row['median_hours']])
  const overPlain = (await bare(plainText)).getRows().map(([step, users, , hours]) => [step, users, hours])
  if (asked !== figuresOf(overMart) || asked !== figuresOf(overPlain)) throw new Error('the figures differ')
  const counts = (await bare(countsText)).getRows().map((row) => row[1])
  if (JSON.stringify(counts) !== JSON.stringify(steps.map((row) => row['users']))) throw new Error('the counts differ')

  const spent: Record<'asked' | 'mart' | 'plain' | 'counts', number[]> = { asked: [], mart: [], plain: [], counts: [] }
  for (let turn = 0; turn < TURNS; turn++) {
    spent.plain.push(await secondsOf(() => bare(plainText)))
    spent.asked.push(await secondsOf(ask))
    spent.mart.push(await secondsOf(() => journey.warehouse.rows(mart)))
    spent.counts.push(await secondsOf(() => bare(countsText)))
  }
  const baseline = Math.min(median(spent.mart), median(spent.plain))
  print(
    `journey funnel, ${generated.events} events`,
    { seconds: median(spent.asked), baseline, limit: LIMIT },
    { mart: median(spent.mart), plain: median(spent.plain), counts: median(spent.counts) },
  )
  await journey.close()
  generated.close()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
