import { openOwnWorkspace } from '../own-workspace.ts'

export interface ServedOffice {
  url: string
  /** what the program prints while there is no administrator */
  firstLink: string
  close(): Promise<void>
}

const CONFIG = `import { defineWorkspace } from 'svodka'
import { files } from 'svodka/sources'
import { orders } from 'svodka/packs'

const columns = ['sale_id', 'line', 'sold_at', 'buyer', 'product', 'quantity', 'amount', 'kind', 'manager']

export default defineWorkspace({
  name: 'Контора',
  timeZone: 'Europe/Moscow',
  locale: 'ru',
  currency: 'RUB',
  today: '2024-01-10',
  sources: [
    files({
      id: 'shop',
      streams: {
        'orders.sale_line': {
          path: 'lines.csv',
          key: ['sale_id', 'line'],
          columns: Object.fromEntries(columns.map((name) => [name, name])),
        },
      },
    }),
  ],
  packs: [orders()],
  people: { vorontsov: { name: 'Пётр Воронцов', role: 'manager' } },
  roles: {
    branch: { meaning: 'Видит продажи своих менеджеров.', may: ['figures'], rows: { orders: { manager: 'own' } } },
  },
})
`

const HEADER = 'sale_id,line,sold_at,buyer,product,quantity,amount,kind,manager'
const MANAGERS = ['Анна Ежова', 'Руслан Хабибуллин']
const LINES = Array.from({ length: 40 }, (_, at) => {
  const day = `2024-01-0${(at % 9) + 1}`
  return `S${at},1,${day} 10:00:00,Покупатель ${at % 7},Товар ${at % 3},1,${100 + at},sale,${MANAGERS[at % 2]}`
})

/** A workspace of a few sales, where nobody has come in yet: somebody in its settings, and a role of its own. */
export async function serveOffice(): Promise<ServedOffice> {
  const workspace = await openOwnWorkspace({
    'svodka.config.ts': CONFIG,
    'lines.csv': `${[HEADER, ...LINES].join('\n')}\n`,
  })
  await workspace.read()
  const { url, firstLink } = await workspace.svodka.serve()
  if (!firstLink) throw new Error('there is an administrator already')
  return { url, firstLink, close: workspace.close }
}
