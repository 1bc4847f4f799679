import { definePack } from '../../kit/index.ts'
import { analyses } from './analyses/index.ts'
import { overview } from './dashboards/overview.ts'
import { dimensions } from './dimensions.ts'
import { entities } from './entities.ts'
import { metrics } from './metrics.ts'
import { managerList } from './reports/manager-list.ts'
import { rfm } from './reports/rfm.ts'
import { learning } from './rfm/learning.ts'
import { settingsTables } from './settings-tables.ts'
import { type OrdersSettings, ordersSettings } from './settings.ts'
import { words } from './words.ts'

/** A shop's sales and returns: orders, customers, whom to call, and who moved between segments. */
export const orders = definePack<OrdersSettings>({
  id: 'orders',
  settings: ordersSettings,
  entities,
  dimensions,
  metrics,
  analyses,
  reports: [rfm, managerList],
  dashboards: [overview],
  models: new URL('./models/', import.meta.url),
  words,
  settingsTables,
  learning,
})

export { sampleOrders, sampleSaleLines, type SampleDocument } from './sample.ts'
export type { OrdersSettings } from './settings.ts'
