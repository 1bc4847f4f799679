import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSvodka } from '../../src/app/index.ts'
import { signInFirst } from '../sign-in.ts'

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
  const folder = mkdtempSync(join(tmpdir(), 'svodka-sales-'))
  writeFileSync(join(folder, 'svodka.config.ts'), CONFIG)
  // each reading begins at another moment, so that runs are told apart
  let readings = 0
  const svodka = await openSvodka(folder, {}, () => new Date(Date.UTC(2024, 0, 10, 6, readings)))
  for (const text of [FIRST, SECOND]) {
    readings++
    writeFileSync(join(folder, `sales${readings}.csv`), text)
    const { isComplete, streams } = await svodka.sync({ mode: 'new', locale: 'ru' }, () => {})
    if (!isComplete) throw new Error(`The sample did not load: ${JSON.stringify(streams)}`)
  }
  readings++
  const { url, firstLink } = await svodka.serve()
  await signInFirst(url, firstLink)
  return {
    url,
    async close() {
      await svodka.close()
      rmSync(folder, { recursive: true })
    },
  }
}
