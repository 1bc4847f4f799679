import type { OnecSale } from '../../src/sandbox/index.ts'

const START = Date.parse('2024-02-01T09:00:00Z')
const HOUR = 3_600_000

export const guid = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString().replace('.000Z', 'Z')

/** A sale of two lines, `number` hours after the first of February. */
export function sale(number: number, changes: Partial<OnecSale> = {}): OnecSale {
  const at = START + number * HOUR
  return {
    id: guid(number),
    number: `0000-${String(number).padStart(6, '0')}`,
    date: iso(at),
    order: { id: guid(1000 + number), date: iso(at - 24 * HOUR) },
    buyer: `Покупатель ${number % 7}`,
    contractor: `ООО «Ромашка ${number % 7}»`,
    manager: number % 2 === 0 ? 'Иванова Анна' : 'Пётр Сидоров',
    address: `Казань, ул. Мира, ${number}`,
    isReturn: false,
    lines: [
      { line: 1, product_id: 'SKU-1', product: 'Сумка', feature: 'красная - M', quantity: 2, amount: 2400 },
      { line: 2, product_id: 'SKU-2', product: 'Ремень', feature: null, quantity: 1, amount: 350.5 },
    ],
    ...changes,
  }
}

export const shop = (count: number): OnecSale[] => Array.from({ length: count }, (_, at) => sale(at + 1))
