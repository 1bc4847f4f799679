import { z } from 'zod'
import { daySchema, list, localeSchema } from './scalars.ts'

export const reportFormatSchema = z.enum(['html', 'pdf', 'xlsx', 'md'])
export const reportQuery = z.object({ date: daySchema.optional(), locale: localeSchema })

export const ReportView = z
  .object({ id: z.string(), title: z.string(), meaning: z.string(), formats: list(reportFormatSchema) })
  .meta({ id: 'ReportView' })
export type ReportView = z.infer<typeof ReportView>
