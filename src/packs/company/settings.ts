import { z } from 'zod'

/** Packs whose figures the reports name. */
export const PARTNERS = ['orders', 'calls', 'support'] as const

export const companySettings = z.strictObject({
  /** packs that the company has no use for: their figures are not missed. Any other that is absent is named in the report */
  without: z.array(z.enum(PARTNERS)).default([]),
})

export type CompanySettings = z.infer<typeof companySettings>
