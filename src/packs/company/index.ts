import { definePack, type ConfiguredPack } from '../../kit/index.ts'
import { manager } from './reports/manager.ts'
import { morning } from './reports/morning.ts'
import { type CompanySettings, companySettings } from './settings.ts'
import { without } from './without.ts'
import { words } from './words.ts'

/** The company as a whole: reports whose figures are other packs'. */
export function company(settings: { [K in keyof CompanySettings]?: unknown } = {}): ConfiguredPack {
  // what is wrong in the settings is refused where the workspace is opened
  const { data = { without: [] } } = companySettings.safeParse(settings)
  return definePack<CompanySettings>({
    id: 'company',
    settings: companySettings,
    entities: [],
    dimensions: [],
    metrics: [],
    analyses: [],
    reports: [manager, morning].map((report) => without(report, data.without)),
    dashboards: [],
    models: new URL('./models/', import.meta.url),
    words,
  })(settings)
}
