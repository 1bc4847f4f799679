import { z } from 'zod'
import { codeSchema as code, loginSchema as login, passwordSchema as password } from './credentials.ts'
import { files, routes } from './route.ts'
import { Done, instantSchema, localeQuery, localeSchema as locale } from './scalars.ts'

/*
Who comes in, and who may. Only the ways in answer before sign-in; everything else needs a session (a cookie; each change also
carries `x-csrf-token`) or a token (`authorization: Bearer`). 401 `signed_out` when nobody is signed in, 403 `forbidden` when
they may not.
*/

export const signInBody = z.strictObject({ login, password, locale })
export const confirmBody = z.strictObject({ ticket: code, code, locale })
export const invitationQuery = z.object({ code, locale })
export const acceptBody = z.strictObject({
  code,
  password,
  login: login.exactOptional(),
  name: z.string().min(1).max(200).exactOptional(),
  locale,
})
/** where to go on; anything but a path of ours leads home */
const oidcQuery = z.object({ next: z.string().optional() })

export const EntryView = z
  .object({
    name: z.string().describe('the workspace’s name'),
    locale,
    isOpen: z.boolean().describe('false until the first administrator came in by the link that the program printed'),
    isSignedIn: z.boolean(),
    csrf: z.string().nullable().describe('what each change of this session carries as x-csrf-token'),
    oidc: z.string().nullable().describe('what the button of sign-in elsewhere says'),
  })
  .meta({ id: 'EntryView' })
export type EntryView = z.infer<typeof EntryView>

export const SignInView = z
  .discriminatedUnion('state', [
    z.object({ state: z.literal('in') }),
    z.object({ state: z.literal('code'), ticket: z.string() }),
  ])
  .meta({ id: 'SignInView' })
export type SignInView = z.infer<typeof SignInView>

export const InvitationView = z
  .object({
    kind: z.enum(['first', 'invite', 'reset']),
    login: z.string().nullable(),
    name: z.string().nullable(),
    validUntil: instantSchema,
  })
  .meta({ id: 'InvitationView' })
export type InvitationView = z.infer<typeof InvitationView>

export const entryRoutes = routes({
  'GET /api/entry': {
    summary: 'What the page of sign-in must know.',
    query: localeQuery,
    answer: EntryView,
  },
  'POST /api/entry/sign-in': {
    summary: 'Signs in by name and password: sets the cookie, or asks for the code of their app.',
    body: signInBody,
    answer: SignInView,
  },
  'POST /api/entry/confirm': {
    summary: 'The second step of signing in: a code of their app, or a recovery code.',
    body: confirmBody,
    answer: SignInView,
  },
  'GET /api/entry/invitation': {
    summary: 'What a one-time link is for.',
    query: invitationQuery,
    answer: InvitationView,
  },
  'POST /api/entry/accept': {
    summary: 'Uses a one-time link up: sets a password, and signs in.',
    body: acceptBody,
    answer: SignInView,
  },
  'GET /api/entry/oidc': {
    summary: 'Sends the browser to the provider of sign-in elsewhere.',
    query: oidcQuery,
    answer: files(),
    status: 302,
  },
  'GET /api/entry/oidc/back': {
    summary: 'Where the provider sends the browser back to.',
    answer: files(),
    status: 302,
  },
  'POST /api/entry/sign-out': {
    summary: 'Ends this session.',
    body: z.strictObject({ locale }),
    answer: Done,
  },
})
