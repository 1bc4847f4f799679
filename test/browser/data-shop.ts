import { openOwnWorkspace } from '../own-workspace.ts'

export interface ServedSales {
  url: string
  close(): Promise<void>
}

const CONFIG = `import { defineWorkspace } from 'svodka'
import { files } from 'svodka/sources'
import { orders } from 'svodka/packs'

export default defineWorkspace({
  name: 'Лавка',
  timeZone: 'Europe/Moscow',
  locale: 'ru',
  currency: 'RUB',
  today: '2024-01-10',
  sources: [
    files({
      id: 'shop',
      streams: {
        'orders.sale_line': {
          path: 'sales*.csv',
          key: ['sale_id', 'line'],
          columns: { sale_id: 'Документ', line: 'Строка', sold_at: 'Продано', buyer: 'Покупатель', amount: 'Сумма', kind: 'Вид' },
        },
      },
    }),
  ],
  packs: [orders()],
})
`

const HEAD = 'Документ,Строка,Продано,Покупатель,Сумма,Вид\n'
/** Two lines of 2024-01-01…05 for 300 roubles; one of a day that is none, one without a sum. */
const FIRST = `${HEAD}A1,1,2024-01-02 10:00:00,Анна,100.00,sale
A2,1,2024-01-03 10:00:00,Борис,200.00,sale
A3,1,32.01.2024,Вера,50.00,sale
A4,1,2024-01-04 10:00:00,<b>Глеб</b>,,sale
`
/** The second line is corrected to 250 roubles, and one of 40 comes: 390 in all. */
const SECOND = `${HEAD}A2,1,2024-01-03 10:00:00,Борис,250.00,sale
A5,1,2024-01-05 10:00:00,Дина,40.00,sale
`

/** A shop whose figures changed between two loads, and whose file holds two rows that do not fit. */
export async function serveSales(): Promise<ServedSales> {
  // each reading begins at another moment, so that runs are told apart
  let readings = 0
  const clock = () => new Date(Date.UTC(2024, 0, 10, 6, readings))
  const workspace = await openOwnWorkspace({ 'svodka.config.ts': CONFIG }, { clock })
  for (const text of [FIRST, SECOND]) {
    readings++
    workspace.write(`sales${readings}.csv`, text)
    await workspace.read()
  }
  readings++
  const { url } = await workspace.serve()
  return { url, close: workspace.close }
}
