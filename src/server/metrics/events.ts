import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { SyncedStream } from '../contract.ts'
import type { Known, Watch } from './contract.ts'

const ATTEMPT_OUTCOMES = ['sent', 'refused', 'unreachable', 'later', 'unknown']
const UPDATE_KINDS = ['message', 'callback_query', 'my_chat_member']
/** what the build of the tables is called beside the sources */
const BUILD = 'warehouse'
const ROW_OUTCOMES = ['added', 'changed', 'unchanged', 'rejected'] as const
/** A tile is answered in 10 ms from memory, in 1 s from ten million rows. */
const QUESTION_SECONDS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60]
const REQUEST_SECONDS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60]
const RUN_SECONDS = [1, 5, 15, 60, 300, 900, 3600, 14_400]
const DELAY_SECONDS = [1, 5, 15, 60, 300, 900, 3600, 14_400]

/** What happens, counted. Labels take few values: names from the settings, outcomes, route templates. */
export function countEvents(register: Registry, { sources, channels, hasBot }: Known): Watch {
  const {
    runs,
    duration,
    rows,
    lastSuccess,
    questions,
    answers,
    attempts,
    delay,
    runDuration,
    updates,
    requests,
    requestDuration,
  } = metricsOf(register)
  for (const source of sources) {
    for (const outcome of ['done', 'failed']) runs.inc({ source, outcome }, 0)
    for (const outcome of ROW_OUTCOMES) rows.inc({ source, outcome }, 0)
  }
  if (sources.length > 0) runs.inc({ source: BUILD, outcome: 'failed' }, 0)
  for (const channel of channels) for (const outcome of ATTEMPT_OUTCOMES) attempts.inc({ channel, outcome }, 0)
  for (const kind of hasBot ? UPDATE_KINDS : [])
    for (const outcome of ['done', 'failed']) updates.inc({ kind, outcome }, 0)
  for (const origin of ['memory', 'warehouse']) answers.inc({ origin }, 0)

  function syncedSource(source: string, streams: readonly SyncedStream[], at: Date): void {
    const isWell = streams.every(({ error }) => error === null)
    runs.inc({ source, outcome: isWell ? 'done' : 'failed' })
    duration.observe({ source }, sum(streams, 'seconds'))
    for (const outcome of ROW_OUTCOMES) rows.inc({ source, outcome }, sum(streams, outcome))
    if (isWell) lastSuccess.set({ source }, at.getTime() / 1000)
  }

  return {
    synced({ streams }, at) {
      for (const [source, own] of Map.groupBy(streams, (stream) => stream.source)) syncedSource(source, own, at)
    },
    wasRead(source, at) {
      lastSuccess.set({ source }, Date.parse(at) / 1000)
    },
    asked: (kind, seconds, isWell) => questions.observe({ kind, outcome: isWell ? 'done' : 'failed' }, seconds),
    answered: (origin) => answers.inc({ origin }),
    tried: (channel, outcome) => attempts.inc({ channel, outcome }),
    ran({ job: schedule, dueAt, startedAt, endedAt, attempt, trigger }) {
      if (startedAt === null) return
      if (endedAt !== null) runDuration.observe({ schedule }, secondsBetween(startedAt, endedAt))
      if (trigger === 'schedule' && attempt === 1) delay.observe({ schedule }, secondsBetween(dueAt, startedAt))
    },
    updated: (kind, isWell) => updates.inc({ kind, outcome: isWell ? 'done' : 'failed' }),
    requested({ method, route, status, seconds }) {
      requests.inc({ method, route, status: String(status) })
      requestDuration.observe({ method, route }, seconds)
    },
  }
}

/** What is counted and timed, as Prometheus is told. */
function metricsOf(register: Registry) {
  const registers = [register]
  return {
    runs: new Counter({
      name: 'svodka_sync_runs_total',
      help: 'Times a source was read, by outcome: done, or failed in at least one stream.',
      labelNames: ['source', 'outcome'],
      registers,
    }),
    duration: new Histogram({
      name: 'svodka_sync_duration_seconds',
      help: 'How long reading a source took.',
      labelNames: ['source'],
      buckets: RUN_SECONDS,
      registers,
    }),
    rows: new Counter({
      name: 'svodka_sync_rows_total',
      help: 'Rows that came from a source, by what became of them: added, changed, unchanged, rejected.',
      labelNames: ['source', 'outcome'],
      registers,
    }),
    lastSuccess: new Gauge({
      name: 'svodka_sync_last_success_timestamp_seconds',
      help: 'When a source was last read whole.',
      labelNames: ['source'],
      registers,
    }),
    questions: new Histogram({
      name: 'svodka_question_duration_seconds',
      help: 'How long a question about figures took, by its kind (query, analyze, rows, values) and outcome (done, failed).',
      labelNames: ['kind', 'outcome'],
      buckets: QUESTION_SECONDS,
      registers,
    }),
    answers: new Counter({
      name: 'svodka_answers_total',
      help: 'Answers by where they came from: memory (asked before, data unchanged) or warehouse.',
      labelNames: ['origin'],
      registers,
    }),
    attempts: new Counter({
      name: 'svodka_delivery_attempts_total',
      help: 'Attempts to send a part of a message: sent, refused, unreachable, later (will be tried again), unknown (left without an answer).',
      labelNames: ['channel', 'outcome'],
      registers,
    }),
    delay: new Histogram({
      name: 'svodka_schedule_delay_seconds',
      help: 'How long after its due time the first attempt of a scheduled run began.',
      labelNames: ['schedule'],
      buckets: DELAY_SECONDS,
      registers,
    }),
    runDuration: new Histogram({
      name: 'svodka_schedule_run_duration_seconds',
      help: 'How long an attempt of a scheduled run took.',
      labelNames: ['schedule'],
      buckets: RUN_SECONDS,
      registers,
    }),
    updates: new Counter({
      name: 'svodka_bot_updates_total',
      help: 'What people wrote to the bot or pressed, by outcome: done or failed.',
      labelNames: ['kind', 'outcome'],
      registers,
    }),
    requests: new Counter({
      name: 'svodka_http_requests_total',
      help: 'HTTP requests by route template and status.',
      labelNames: ['method', 'route', 'status'],
      registers,
    }),
    requestDuration: new Histogram({
      name: 'svodka_http_request_duration_seconds',
      help: 'How long an HTTP request took until its answer began.',
      labelNames: ['method', 'route'],
      buckets: REQUEST_SECONDS,
      registers,
    }),
  }
}

const sum = (streams: readonly SyncedStream[], of: (typeof ROW_OUTCOMES)[number] | 'seconds'): number =>
  streams.reduce((all, stream) => all + stream[of], 0)

const secondsBetween = (from: string, to: string): number => Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000)
