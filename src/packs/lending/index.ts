import { definePack } from '../../kit/index.ts'
import { analyses } from './analyses/index.ts'
import { overview } from './dashboards/overview.ts'
import { dimensions } from './dimensions.ts'
import { entities } from './entities.ts'
import { metrics } from './metrics.ts'
import { reminders } from './reports/reminders.ts'
import { sample } from './sample.ts'
import { settingsTables } from './settings-tables.ts'
import { type LendingSettings, lendingSettings } from './settings.ts'
import { words } from './words.ts'

/** A loan book: who owes what, what is overdue and since when, and how that moves from month to month. */
export const lending = definePack<LendingSettings>({
  id: 'lending',
  settings: lendingSettings,
  entities,
  dimensions,
  metrics,
  analyses,
  reports: [reminders],
  dashboards: [overview],
  models: new URL('./models/', import.meta.url),
  words,
  settingsTables,
  sample,
})

export type { LendingSettings } from './settings.ts'
