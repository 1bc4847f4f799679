import { definePack } from '../../kit/index.ts'
import { analyses } from './analyses/index.ts'
import { overview } from './dashboards/overview.ts'
import { dimensions } from './dimensions.ts'
import { entities } from './entities.ts'
import { metrics } from './metrics.ts'
import { morning } from './reports/morning.ts'
import { study } from './reports/study.ts'
import { settingsTables } from './settings-tables.ts'
import { type SupportSettings, supportSettings } from './settings.ts'
import { words } from './words.ts'

/** The help desk: tickets, lines, resolution times, and whether a process change shortened them. */
export const support = definePack<SupportSettings>({
  id: 'support',
  settings: supportSettings,
  entities,
  dimensions,
  metrics,
  analyses,
  reports: [morning, study],
  dashboards: [overview],
  models: new URL('./models/', import.meta.url),
  words,
  settingsTables,
})

export { SAMPLE_TODAY, sampleChange, sampleDesk, sampleHolidays, sampleLines, type SampleDesk } from './sample.ts'
export type { SupportSettings } from './settings.ts'
