import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Query } from '../../src/base/index.ts'
import { OWNER, trusted } from '../../src/kit/index.ts'
import { median, print, secondsOf } from '../measure.ts'
import { generateEvents, openBenchJourney } from './events.ts'

/*
Unclosed processes by process and new paying users, each by day of a year, over ten million events of a million users. Beside
each question stands the SQL that an analyst would write: from a plain table of numbers, and from the pack's own mart. The
faster of the two is the measure; rows must be the same. Nothing is remembered between turns.
*/
const USERS = Number(process.env['SVODKA_BENCH_USERS'] ?? 1_000_000)
const LIMIT = 1.3
const TURNS = 15
const SLOW_TURNS = 3

const YEAR = { from: '2023-01-01', to: '2023-12-31' }
const questions: Readonly<Record<string, Query>> = {
  unclosed: { metrics: ['journey.unclosed_processes'], by: ['process'], grain: 'day', period: YEAR },
  'new-payers': { metrics: ['journey.new_paying_users'], grain: 'day', period: YEAR },
}

const here = (name: string): string => readFileSync(new URL(`${name}.sql`, import.meta.url), 'utf8')

/** Figures by day, without days of nothing: what all three ways must agree on. */
const figuresOf = (rows: readonly (readonly unknown[])[]): string => {
  const counts = new Map<string, number>()
  for (const row of rows) {
    const day = String(row[0]).slice(0, 10)
    counts.set(day, (counts.get(day) ?? 0) + Number(row.at(-1)))
  }
  return JSON.stringify([...counts].filter(([, count]) => count > 0).toSorted())
}

const folder = mkdtempSync(join(tmpdir(), 'svodka-bench-journey-'))
try {
  const generated = await generateEvents(join(folder, 'plain'), USERS)
  const journey = await openBenchJourney(join(folder, 'data'), generated)
  for (const [name, query] of Object.entries(questions)) {
    const [plainText, mart] = [here(`${name}-plain`), trusted(here(`${name}-mart`))]
    const ask = () => journey.figures.query(query, { person: OWNER, locale: 'en' })
    const asked = figuresOf((await ask()).rows.map((row) => Object.values(row)))
    const bare = figuresOf((await journey.warehouse.rows(mart)).map((row) => Object.values(row)))
    const plain = figuresOf((await generated.plain.runAndReadAll(plainText)).getRows())
    if (asked !== bare || asked !== plain) throw new Error(`${name}: the figures differ`)

    const spent: Record<'asked' | 'mart' | 'plain', number[]> = { asked: [], mart: [], plain: [] }
    for (let turn = 0; turn < TURNS; turn++) {
      spent.mart.push(await secondsOf(() => journey.warehouse.rows(mart)))
      spent.asked.push(await secondsOf(ask))
      if (turn < SLOW_TURNS) spent.plain.push(await secondsOf(() => generated.plain.runAndReadAll(plainText)))
    }
    const [overMart, overPlain] = [median(spent.mart), median(spent.plain)]
    print(
      `journey ${name}, ${generated.events} events`,
      { seconds: median(spent.asked), baseline: Math.min(overMart, overPlain), limit: LIMIT },
      { mart: overMart, plain: overPlain, loadCpu: journey.loadCpuSeconds, buildCpu: journey.buildCpuSeconds },
    )
  }
  await journey.close()
  generated.close()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
