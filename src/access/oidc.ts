import * as client from 'openid-client'
import type { Caller, OidcEntry } from './contract.ts'
import { loginOf, type Known } from './directory.ts'
import { comeIn } from './entry.ts'
import type { Parts } from './parts.ts'
import { refusal } from './say.ts'
import type { OidcSettings } from './settings.ts'

const TIMEOUT_SECONDS = 10
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/** What the browser keeps while it is at the provider. It opens nothing: the provider's code fits these three alone. */
interface Kept {
  state: string
  nonce: string
  verifier: string
  redirectUri: string
}

/** Sign-in by a provider: authorization code with PKCE, state and nonce. Who is let in there comes in only if they are known here. */
export function createOidc(settings: OidcSettings, parts: Parts): OidcEntry {
  const { title, by } = settings
  const { world, audit } = parts
  let found: Promise<client.Configuration> | undefined

  async function provider(): Promise<client.Configuration> {
    found ??= discover(settings, parts)
    try {
      return await found
    } catch (error) {
      found = undefined
      throw refusal('oidc_unreachable', { title, cause: causeOf(error) }, { recovery: 'retry', cause: error })
    }
  }

  return {
    title,

    async begin(redirectUri) {
      const config = await provider()
      const verifier = client.randomPKCECodeVerifier()
      const kept: Kept = { state: client.randomState(), nonce: client.randomNonce(), verifier, redirectUri }
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: by === 'email' ? 'openid email' : 'openid',
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state: kept.state,
        nonce: kept.nonce,
      })
      return { url: url.href, kept: Buffer.from(JSON.stringify(kept)).toString('base64url') }
    },

    async finish(currentUrl, keptText, caller) {
      const config = await provider()
      const kept = read(keptText)
      if (!kept) throw refusal('oidc_refused', { title })
      const claims = await claimsOf(config, currentUrl, kept).catch((error: unknown) => {
        world.log.warn({ cause: causeOf(error) }, 'access.oidc.refused')
        throw refusal('oidc_refused', { title }, { cause: error })
      })
      const known = await personOf(parts, claims, settings)
      if (!known) {
        await audit.record({
          who: null,
          action: 'sign-in.refused',
          subject: null,
          detail: { by: title },
          ...of(caller),
        })
        throw refusal('oidc_unknown', { title })
      }
      await parts.state.people.accepted(known.login, world.now().toISOString())
      return comeIn(parts, known, caller, title)
    },
  }
}

const of = ({ address }: Caller) => ({ address })

interface Claims {
  sub: string
  email?: unknown
  email_verified?: unknown
}

async function discover({ issuer, clientId, clientSecret }: OidcSettings, { world }: Parts) {
  const server = new URL(issuer)
  const isHere = server.protocol === 'http:' && LOOPBACK.test(server.hostname)
  return client.discovery(server, clientId, clientSecret?.reveal(), undefined, {
    [client.customFetch]: (url, options) => world.fetch(url, options as RequestInit),
    timeout: TIMEOUT_SECONDS,
    execute: isHere ? [client.allowInsecureRequests] : [],
  })
}

async function claimsOf(config: client.Configuration, currentUrl: string, kept: Kept): Promise<Claims> {
  const back = new URL(kept.redirectUri)
  back.search = new URL(currentUrl, kept.redirectUri).search
  const tokens = await client.authorizationCodeGrant(config, back, {
    pkceCodeVerifier: kept.verifier,
    expectedState: kept.state,
    expectedNonce: kept.nonce,
    idTokenExpected: true,
  })
  const claims = tokens.claims()
  if (!claims) throw new Error('the provider sent no ID token')
  if (claims['email'] !== undefined || !config.serverMetadata().userinfo_endpoint) return claims
  return { ...(await client.fetchUserInfo(config, tokens.access_token, claims.sub)), sub: claims.sub }
}

async function personOf({ directory }: Parts, claims: Claims, { by, title }: OidcSettings): Promise<Known | undefined> {
  if (by === 'subject') return directory.find(loginOf(claims.sub))
  if (typeof claims.email !== 'string' || claims.email_verified !== true) throw refusal('oidc_unverified', { title })
  const email = claims.email.trim().toLowerCase()
  const fitting = (await directory.all()).filter((each) => each.email === email && !each.isRemoved)
  return fitting.length === 1 ? fitting[0] : undefined
}

function read(text: string): Kept | undefined {
  try {
    const { state, nonce, verifier, redirectUri } = JSON.parse(Buffer.from(text, 'base64url').toString()) as Kept
    const isWhole = [state, nonce, verifier, redirectUri].every((each) => typeof each === 'string' && each !== '')
    return isWhole && URL.canParse(redirectUri) ? { state, nonce, verifier, redirectUri } : undefined
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined
    throw error
  }
}

const causeOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
