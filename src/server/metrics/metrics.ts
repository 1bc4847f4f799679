import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client'
import { errorText, type Log } from '../../base/index.ts'
import { within } from '../within.ts'
import type { Facts, Metrics, MetricsOptions, Sample, ScheduleEnds } from './contract.ts'
import { countEvents } from './events.ts'
import { GAUGES, type GaugeName } from './gauges.ts'

/** Gauges that call themselves totals, against the naming rules; what they say is in `nodejs_active_*` by type anyway. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total']

/** A group that takes longer is left out: the others are told within what Prometheus waits. */
const TOLD_SECONDS = 5

/** All that a process counts about itself and its work, under one registry. */
export function createMetrics(options: MetricsOptions, log: Log): Metrics {
  const register = new Registry()
  collectDefaultMetrics({ register })
  for (const name of MISNAMED) register.removeSingleMetric(name)
  const { role, version } = options
  new Gauge({
    name: 'svodka_build_info',
    help: 'Which program runs here: its version, its Node and its part. Always 1.',
    labelNames: ['version', 'node', 'role'],
    registers: [register],
  }).set({ version, node: process.versions.node, role }, 1)
  const watch = countEvents(register, options.known)
  const gauges = new Map(
    Object.entries(GAUGES).map(([name, { help, labels }]) => [
      name as GaugeName,
      new Gauge({ name, help, labelNames: [...labels], registers: [register] }),
    ]),
  )
  const ends = new Counter({
    name: 'svodka_schedule_runs_total',
    help: 'Due times of a schedule since the beginning, whoever ran them: done, failed, skipped (missed and left out).',
    labelNames: ['schedule', 'outcome'],
    registers: [register],
  })
  const failures = new Counter({
    name: 'svodka_metrics_failures_total',
    help: 'How often a group of figures could not be told.',
    labelNames: ['group'],
    registers: [register],
  })
  for (const group of [...Object.keys(options.facts), 'scheduleEnds']) failures.inc({ group }, 0)

  async function told<T>(group: string, ask: () => Promise<readonly T[]>): Promise<readonly T[]> {
    try {
      return await within(TOLD_SECONDS, ask())
    } catch (error) {
      failures.inc({ group })
      log.warn({ group, error: errorText(error, 'en') }, 'metrics.not_told')
      return []
    }
  }

  /** All at once, so that an answer that is being written never sees half of it. */
  function put(samples: readonly Sample[], schedules: readonly ScheduleEnds[]): void {
    for (const gauge of gauges.values()) {
      gauge.reset()
      // one without labels would otherwise be told as 0 by a process that knows nothing of it
      gauge.remove({})
    }
    for (const { name, labels = {}, value } of samples) gauges.get(name)?.set(labels, value)
    ends.reset()
    for (const { schedule, outcome, runs } of schedules) ends.inc({ schedule, outcome }, runs)
  }

  return {
    watch,
    async text() {
      const [samples, schedules] = await Promise.all([
        gather(options.facts, told),
        told('scheduleEnds', options.scheduleEnds ?? (async () => [])),
      ])
      put(samples, schedules)
      return { contentType: register.contentType, text: await register.metrics() }
    },
  }
}

async function gather(
  facts: Facts,
  told: (group: string, ask: () => Promise<readonly Sample[]>) => Promise<readonly Sample[]>,
): Promise<readonly Sample[]> {
  return (await Promise.all(Object.entries(facts).map(([group, ask]) => told(group, ask)))).flat()
}
