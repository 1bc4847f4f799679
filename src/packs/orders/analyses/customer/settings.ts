import { z } from 'zod'
import type { AnalysisContext } from '../../../../kit/index.ts'
import { countSetting } from '../../rfm/question.ts'
import type { OrdersSettings } from '../../settings.ts'

export interface AskedCustomer {
  buyer: string
  source: string
  months: number
  limit: number
}

export type Context = AnalysisContext<AskedCustomer, OrdersSettings>

const USUAL_MONTHS = 18
const MOST_MONTHS = 60
const USUAL_SALES = 200
const MOST_SALES = 100_000

/** `source` tells two buyers of one name apart; `months` is how far the scores and the revenue go back; `limit` is how many sales are listed. */
export const customerSettings = (): z.ZodType<AskedCustomer> =>
  z.strictObject({
    buyer: z.string().default(''),
    source: z.string().default(''),
    months: countSetting(1, MOST_MONTHS, USUAL_MONTHS),
    limit: countSetting(1, MOST_SALES, USUAL_SALES),
  })
