import { Secret, TOTP } from 'otpauth'
import type { World } from '../base/index.ts'
import type { Credential, State } from '../state/index.ts'
import { newRecoveryCodes, recoveryHash } from './secrets.ts'

const STEP_SECONDS = 30
/** RFC 6238: a phone's clock may be one step off. */
const WINDOW = 1

/** One-time passwords of an app on the phone, and codes on paper for when it is lost. */
export interface OneTime {
  begin(login: string): Promise<{ uri: string; secret: string }>
  /** @returns recovery codes; undefined when the code is wrong or nothing was begun */
  finish(credential: Credential, code: string): Promise<readonly string[] | undefined>
  remove(login: string): Promise<void>
  /** Uses a code up: of the app, or of paper. */
  use(credential: Credential, code: string): Promise<boolean>
}

export function createOneTime({ people }: Pick<State, 'people'>, audience: string, world: World): OneTime {
  const appOf = (login: string, secret: string): TOTP =>
    new TOTP({ issuer: audience, label: login, secret, period: STEP_SECONDS, digits: 6, algorithm: 'SHA1' })

  /** The step whose code this is. */
  const stepOf = (login: string, secret: string, code: string): number | undefined => {
    const timestamp = world.now().getTime()
    const token = code.replace(/\s/g, '')
    if (!/^\d{6}$/.test(token)) return undefined
    const delta = appOf(login, secret).validate({ token, timestamp, window: WINDOW })
    return delta === null ? undefined : TOTP.counter({ period: STEP_SECONDS, timestamp }) + delta
  }

  return {
    async begin(login) {
      const secret = new Secret({ size: 20 }).base32
      await people.setCredential(login, { totpPending: secret })
      return { uri: appOf(login, secret).toString(), secret }
    },

    async finish({ login, totpPending }, code) {
      const step = totpPending === null ? undefined : stepOf(login, totpPending, code)
      if (step === undefined) return undefined
      const codes = newRecoveryCodes()
      await people.setRecoveryCodes(login, codes.map(recoveryHash))
      await people.setCredential(login, { totpSecret: totpPending, totpPending: null, totpStep: step })
      return codes
    },

    async remove(login) {
      await people.setRecoveryCodes(login, [])
      await people.setCredential(login, { totpSecret: null, totpPending: null })
    },

    async use({ login, totpSecret }, code) {
      if (totpSecret === null) return false
      const step = stepOf(login, totpSecret, code)
      if (step !== undefined) return people.useTotpStep(login, step)
      return people.useRecoveryCode(login, recoveryHash(code))
    },
  }
}
