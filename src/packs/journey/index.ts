import { definePack } from '../../kit/index.ts'
import { analyses } from './analyses/index.ts'
import { overview } from './dashboards/overview.ts'
import { dimensions } from './dimensions.ts'
import { entities } from './entities.ts'
import { learning } from './learning.ts'
import { metrics } from './metrics.ts'
import { morning } from './reports/morning.ts'
import { settingsTables } from './settings-tables.ts'
import { type JourneySettings, journeySettings } from './settings.ts'
import { words } from './words.ts'

/** The way from a request to a payment: processes left open, the funnel, new paying users. */
export const journey = definePack<JourneySettings>({
  id: 'journey',
  settings: journeySettings,
  entities,
  dimensions,
  metrics,
  analyses,
  reports: [morning],
  dashboards: [overview],
  models: new URL('./models/', import.meta.url),
  words,
  settingsTables,
  learning,
})

export { sampleJourney, sampleJourneySettings, type SampleJourney } from './sample.ts'
export type { JourneySettings } from './settings.ts'
