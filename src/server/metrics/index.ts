import type { Log } from '../../base/index.ts'
import type { Metrics, MetricsOptions } from './contract.ts'

export * from './contract.ts'
export { countRequests, metricsRoutes } from './routes.ts'

/** All that a process counts about itself and its work; loaded by what serves, not by every command. */
export const openMetrics = async (options: MetricsOptions, log: Log): Promise<Metrics> =>
  (await import('./metrics.ts')).createMetrics(options, log)
