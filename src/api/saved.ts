import { z } from 'zod'
import { routes } from './route.ts'
import { Done, instantSchema, list, localeQuery, localeSchema as locale } from './scalars.ts'

/*
Questions of Explore that people keep. Everybody sees their own and those shared; what a question shows is counted
under the rows of whoever opens it. Sharing needs `share`; changing and removing is its author's, and theirs who may `people`.
*/

const id = z.string().min(1).max(100)
const title = z.string().trim().min(1).max(200)
/** the query of Explore's address without `?`: names and values, no place to go to */
const address = z
  .string()
  .min(1)
  .max(4000)
  .regex(/^[^\s#?\\]+$/)

export const savedAddBody = z.strictObject({ title, address, isShared: z.boolean(), locale })
export const savedChangeBody = z.strictObject({
  id,
  title: title.exactOptional(),
  isShared: z.boolean().exactOptional(),
  locale,
})
export const savedRemoveBody = z.strictObject({ id, locale })

export const SavedView = z
  .object({
    id: z.string(),
    title: z.string(),
    address: z.string().describe('the query of Explore’s address without `?`'),
    isShared: z.boolean(),
    isOwn: z.boolean(),
    by: z.string().describe('the name of whoever keeps it'),
    changedAt: instantSchema,
  })
  .meta({ id: 'SavedView' })
export type SavedView = z.infer<typeof SavedView>

export const savedRoutes = routes({
  'GET /api/saved': {
    summary: 'Questions of one’s own and shared ones: own ones first, then by title.',
    query: localeQuery,
    answer: list(SavedView),
  },
  'POST /api/saved': {
    summary: 'Keeps a question; sharing it needs the ability `share`.',
    body: savedAddBody,
    answer: SavedView,
  },
  'POST /api/saved/change': {
    summary: 'Renames or shares a kept question: its author’s, and theirs who may `people`.',
    body: savedChangeBody,
    answer: SavedView,
  },
  'POST /api/saved/remove': {
    summary: 'Forgets a kept question: its author’s, and theirs who may `people`.',
    body: savedRemoveBody,
    answer: Done,
  },
})
