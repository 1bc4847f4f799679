import { z } from 'zod'
import { analysisAnswerSchema, answerSchema, catalogSchema, dimensionValueSchema } from './answers.ts'
import { analyzeBody, exportQuery, queryBody, rowsBody, valuesQuery } from './questions.ts'
import { CSV, files, routes, XLSX } from './route.ts'
import { list, localeQuery } from './scalars.ts'

export const figureRoutes = routes({
  'GET /api/catalog': {
    summary: 'What can be asked: metrics, dimensions, analyses, reports and dashboards.',
    query: localeQuery,
    answer: catalogSchema,
  },
  'POST /api/query': {
    summary: 'Figures: metrics, split by dimensions, over a period.',
    body: queryBody,
    answer: answerSchema,
  },
  'POST /api/analyze': {
    summary: 'An analysis: a sentence, with the figures, tables and charts behind it.',
    body: analyzeBody,
    answer: analysisAnswerSchema,
  },
  'POST /api/rows': {
    summary: 'The rows behind a metric.',
    body: rowsBody,
    answer: answerSchema,
  },
  'GET /api/values/:dimension': {
    summary: 'Values of a dimension, the most frequent first.',
    params: z.object({ dimension: z.string() }),
    query: valuesQuery,
    answer: list(dimensionValueSchema),
  },
  'GET /api/export': {
    summary: 'Everything that a query finds, as a file.',
    query: exportQuery,
    answer: files(CSV, XLSX),
  },
})
