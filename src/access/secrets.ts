import { createHash, randomBytes, randomInt } from 'node:crypto'

/** 256 bits, as text that fits a cookie and a link. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

const SECRET = /^[\w-]{43}$/
export const isSecretText = (text: string): boolean => SECRET.test(text)

/** Enough for a secret of 256 bits, which nobody can guess by trying; passwords need more. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/** What each change must carry beside the cookie; whoever has only one cannot make the other. */
export const csrfOf = (cookie: string): string => createHash('sha256').update(`csrf:${cookie}`).digest('base64url')

/** Begins every API token, so that people and scanners recognize one. */
const TOKEN_PREFIX = 'svk_'
export const newToken = (): string => `${TOKEN_PREFIX}${newSecret()}`
export const isTokenText = (text: string): boolean =>
  text.startsWith(TOKEN_PREFIX) && isSecretText(text.slice(TOKEN_PREFIX.length))

const RECOVERY_LETTERS = '23456789ABCDEFGHJKMNPQRSTWXYZ'
const RECOVERY_CODES = 10

/** `ABCD-EFGH-JKMN-PQRS`, 77 bits each. */
export const newRecoveryCodes = (): readonly string[] =>
  Array.from({ length: RECOVERY_CODES }, () =>
    Array.from({ length: 4 }, () =>
      Array.from({ length: 4 }, () => RECOVERY_LETTERS[randomInt(RECOVERY_LETTERS.length)]).join(''),
    ).join('-'),
  )

export const recoveryHash = (code: string): string => hashOf(`recovery:${code.toUpperCase().replace(/[\s-]/g, '')}`)
