import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { defineWords, silentLog, type World } from '../../src/base/index.ts'
import { createFigures, type Figures } from '../../src/figures/index.ts'
import { defineDimension, defineMetric, definePack } from '../../src/kit/index.ts'
import { openWarehouse, type Warehouse } from '../../src/warehouse/index.ts'

export const world: World = {
  now: () => new Date(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  fetch: () => Promise.reject(new Error('there is no network here')),
  log: silentLog,
}

const names = {
  'metric.tickets': 'Заявки',
  'dimension.priority': 'Приоритет',
  'dimension.ticket': 'Заявка',
  'value.priority.low': 'Низкий',
  'value.priority.medium': 'Средний',
  'value.priority.high': 'Высокий',
  'value.priority.urgent': 'Срочный',
}
const pack = definePack({
  id: 'bench',
  settings: z.strictObject({}),
  entities: [],
  dimensions: [
    defineDimension({ id: 'priority', meaning: '', columns: { 'mart.tickets': 'priority' } }),
    defineDimension({ id: 'ticket', meaning: '', columns: { 'mart.tickets': 'ticket_id' } }),
  ],
  metrics: [
    defineMetric({
      id: 'tickets',
      meaning: '',
      unit: 'count',
      better: 'neither',
      from: 'mart.tickets',
      at: 'created_at',
      sql: 'count(*)',
    }),
  ],
  analyses: [],
  reports: [],
  dashboards: [],
  models: new URL('file:///none/'),
  words: defineWords({ en: names, ru: names }),
})

/** A million tickets in a folder, made where they are not there yet, and the door to them. */
export async function openTickets(
  folder: string,
  memoryLimitMegabytes?: number,
): Promise<{ warehouse: Warehouse; figures: Figures }> {
  const warehouse = await openWarehouse({ folder, memoryLimitMegabytes }, world)
  const text = readFileSync(new URL('rows.sql', import.meta.url), 'utf8')
  const models = [{ layer: 'mart' as const, name: 'tickets', text, path: 'rows.sql' }]
  await warehouse.prepare({ sources: [], entities: [], models, settingsTables: [] })
  const figures = createFigures({
    packs: [{ definition: pack({}).definition, settings: {} }],
    warehouse,
    timeZone: 'Europe/Moscow',
    currency: undefined,
    today: () => '2024-01-01',
  })
  return { warehouse, figures }
}
