import { z } from 'zod'

const SHOWN = '[secret]'

/** A secret's value: prints, serializes and inspects as `[secret]`; only `reveal()` gives it. */
export class Secret {
  readonly #value: string
  constructor(value: string) {
    this.#value = value
  }
  reveal(): string {
    return this.#value
  }
  toString(): string {
    return SHOWN
  }
  toJSON(): string {
    return SHOWN
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return SHOWN
  }
}

/** Names an environment variable (or a line of `.env`) that holds a secret; read when a run starts. */
export interface SecretReference {
  readonly kind: 'secret'
  readonly name: string
}

/** @example apiKey: secret('FRESHDESK_API_KEY') */
export const secret = (name: string): SecretReference => Object.freeze({ kind: 'secret', name })

export const isSecretReference = (value: unknown): value is SecretReference =>
  typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'secret'

/** The schema of a setting that is a secret: in the config `secret('NAME')`, at a run a `Secret`. */
export const secretSetting = () =>
  z.custom<Secret>((value) => value instanceof Secret || isSecretReference(value), {
    error: "must be secret('NAME'), the name of a line in .env",
  })
