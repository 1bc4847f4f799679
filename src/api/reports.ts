import { z } from 'zod'
import { files, HTML, MARKDOWN, PDF, routes, XLSX } from './route.ts'
import { daySchema, list, localeQuery, localeSchema } from './scalars.ts'

export const reportFormatSchema = z.enum(['html', 'pdf', 'xlsx', 'md'])
export const reportQuery = z.object({ date: daySchema.optional(), locale: localeSchema })

export const ReportView = z
  .object({ id: z.string(), title: z.string(), meaning: z.string(), formats: list(reportFormatSchema) })
  .meta({ id: 'ReportView' })
export type ReportView = z.infer<typeof ReportView>

const taken = z.object({ id: z.string(), format: reportFormatSchema })

export const reportRoutes = routes({
  'GET /api/reports': {
    summary: 'Reports that can be read and taken away.',
    query: localeQuery,
    answer: list(ReportView),
  },
  'GET /api/reports/:id/html': {
    summary: 'A report of a day, to be read.',
    params: taken.pick({ id: true }),
    query: reportQuery,
    answer: files(HTML),
  },
  'GET /api/reports/:id/:format': {
    summary: 'A report of a day, as a file.',
    params: taken,
    query: reportQuery,
    answer: files(HTML, PDF, XLSX, MARKDOWN),
  },
})
