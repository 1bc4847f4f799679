import type { BrowserContext } from 'playwright-core'

/** The administrator of a test, as the page and programs meet them. */
export interface SignedIn {
  url: string
  /** `name=value` */
  cookie: string
  /** what a request of theirs carries */
  headers: Readonly<Record<string, string>>
}

const ADMINISTRATOR = { login: 'boss', name: 'Ольга', password: 'correct horse battery staple' }
/** who came in where, for the browsers of this process */
const entered = new Map<string, SignedIn>()

/** Makes the first administrator by the link that the program printed, as a person does on its page. */
export async function signInFirst(url: string, link: string | undefined): Promise<SignedIn> {
  const code = link && new URL(link).searchParams.get('code')
  if (!code) throw new Error(`no link for the first administrator: ${link}`)
  return remember(url, await postJson(url, 'entry/accept', { ...ADMINISTRATOR, code, locale: 'ru' }))
}

/** Signs in the administrator whom `signInFirst` made, where the workspace was served anew. */
export async function signInAgain(url: string): Promise<SignedIn> {
  const { login, password } = ADMINISTRATOR
  return remember(url, await postJson(url, 'entry/sign-in', { login, password, locale: 'ru' }))
}

async function remember(url: string, answer: Response): Promise<SignedIn> {
  const [cookie = ''] = (answer.headers.getSetCookie()[0] ?? '').split(';')
  if (!answer.ok || cookie === '') throw new Error(`nobody came in: ${answer.status} ${await answer.text()}`)
  const entry = await fetch(`${url}/api/entry?locale=ru`, { headers: { cookie } })
  const { csrf } = (await entry.json()) as { csrf: string }
  const signedIn = { url, cookie, headers: { cookie, 'content-type': 'application/json', 'x-csrf-token': csrf } }
  entered.set(url, signedIn)
  return signedIn
}

const postJson = (url: string, path: string, body: object): Promise<Response> =>
  fetch(`${url}/api/${path}?locale=en`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

/** Lets a browser in wherever somebody of this process has signed in. */
export async function letIn(context: BrowserContext): Promise<void> {
  await context.addCookies(
    [...entered.values()].map(({ url, cookie }) => {
      const [name = '', value = ''] = cookie.split('=')
      return { name, value, url, httpOnly: true, sameSite: 'Lax' as const }
    }),
  )
}
