import { analyze, listAnalyses } from './analyses.ts'
import { describeMetric, listMetrics } from './metrics.ts'
import { query } from './query.ts'
import type { Tool } from './tool.ts'

/** Every tool there is. */
export const TOOLS: readonly Tool[] = Object.freeze([listMetrics, describeMetric, query, listAnalyses, analyze])
