import { Hono } from 'hono'
import { localeQuery, savedAddBody, savedChangeBody, savedRemoveBody, type SavedView } from '../api/index.ts'
import type { Pass } from '../access/index.ts'
import { RequestError } from '../base/index.ts'
import type { SavedQuestion } from '../state/index.ts'
import type { Doors } from './contract.ts'
import type { Asked } from './guard.ts'
import { bodyOf, noteDone, parse } from './reading.ts'
import { words } from './words.ts'

/** `/api/saved`: questions of Explore that people keep; what one shows is counted under the rows of whoever opens it. */
export function savedRoutes({ saved, access }: Pick<Doors, 'saved' | 'access'>): Hono<Asked> {
  const routes = new Hono<Asked>()
  const viewOf = async ({ id, title, query, isShared, owner, changedAt }: SavedQuestion, { person }: Pass) => {
    const by = owner === person.id ? person.name : ((await access.people.find(owner))?.name ?? owner)
    return { id, title, address: query, isShared, isOwn: owner === person.id, by, changedAt } satisfies SavedView
  }
  /** Of their own, or of what others share to whoever may decide about people. */
  const changeable = async (id: string, { person, scope }: Pass): Promise<SavedQuestion> => {
    const found = (await saved.list(person.id)).find((question) => question.id === id)
    if (!found) throw notFound(id)
    if (found.owner !== person.id && !scope.has('people')) throw new RequestError(words, 'forbidden')
    return found
  }
  routes.get('/', async (context) => {
    const { locale } = parse(localeQuery, context.req.query())
    const pass = context.get('pass')
    const views = await Promise.all((await saved.list(pass.person.id)).map((question) => viewOf(question, pass)))
    const byTitle = new Intl.Collator(locale).compare
    return context.json(
      views.toSorted((one, other) => Number(other.isOwn) - Number(one.isOwn) || byTitle(one.title, other.title)),
    )
  })
  routes.post('/', async (context) => {
    const { title, address: query, isShared } = parse(savedAddBody, await bodyOf(context))
    const pass = context.get('pass')
    if (isShared) refuseUnlessShares(pass)
    const question = await saved.save({ owner: pass.person.id, title, query, isShared })
    noteDone(context, title, { id: question.id, shared: isShared ? 'yes' : undefined })
    return context.json(await viewOf(question, pass))
  })
  routes.post('/change', async (context) => {
    const { id, title, isShared } = parse(savedChangeBody, await bodyOf(context))
    const pass = context.get('pass')
    if (isShared === true) refuseUnlessShares(pass)
    const { owner } = await changeable(id, pass)
    const change = { ...(title !== undefined && { title }), ...(isShared !== undefined && { isShared }) }
    const question = await saved.change(id, owner, change)
    if (!question) throw notFound(id)
    noteDone(context, question.title, { id, shared: question.isShared ? 'yes' : 'no' })
    return context.json(await viewOf(question, pass))
  })
  routes.post('/remove', async (context) => {
    const { id } = parse(savedRemoveBody, await bodyOf(context))
    const { owner, title } = await changeable(id, context.get('pass'))
    await saved.remove(id, owner)
    noteDone(context, title, { id })
    return context.json({ ok: true })
  })
  return routes
}

const notFound = (id: string): RequestError =>
  new RequestError(words, 'not_found', { what: 'question', id, hint: 'none' })

function refuseUnlessShares({ scope }: Pass): void {
  if (!scope.has('share')) throw new RequestError(words, 'forbidden')
}
