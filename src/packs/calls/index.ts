import { definePack, type ConfiguredPack } from '../../kit/index.ts'
import { analyses } from './analyses/index.ts'
import { overview } from './dashboards/overview.ts'
import { today } from './dashboards/today.ts'
import { dimensions } from './dimensions.ts'
import { entities } from './entities.ts'
import { formulaText, serviceRule, wordsWithFormula } from './formula-words.ts'
import { metricsWith } from './metrics.ts'
import { myWorkReport } from './reports/my-work.ts'
import { settingsTables } from './settings-tables.ts'
import { type CallsSettings, callsSettings } from './settings.ts'

/** A contact centre: calls counted once however many legs they have, waiting, operators, and what customers say of them. */
export function calls(settings: { [K in keyof CallsSettings]?: unknown } = {}): ConfiguredPack {
  const rule = serviceRule(settings)
  return definePack<CallsSettings>({
    id: 'calls',
    settings: callsSettings,
    entities,
    dimensions,
    metrics: metricsWith(formulaText('en', rule)),
    analyses,
    reports: [myWorkReport],
    dashboards: [overview, today],
    models: new URL('./models/', import.meta.url),
    words: wordsWithFormula(rule),
    settingsTables,
  })(settings)
}

export {
  sampleCalls,
  sampleLegs,
  sampleQueueEvents,
  sampleQueueLog,
  SAMPLE_OPERATORS,
  SAMPLE_QUEUES,
  type SampleCalls,
} from './sample.ts'
