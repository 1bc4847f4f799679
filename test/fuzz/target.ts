import type { Random } from './random.ts'

/** One parser at the edge of the program, with what is known to be right input for it. */
export interface Target {
  name: string
  /** attempts that share what `open` opened */
  attempts: number
  /** attempts of the small size, which belongs to every submission */
  small: number
  /** why it cannot be tried on this machine */
  missing?: string | undefined
  open(): Promise<Session>
}

export interface Session {
  /** Tries inputs that chance draws. @returns how many; throws {Finding} where something does not hold */
  attempt(random: Random): Promise<number>
  close(): Promise<void>
}

/** Something that must hold and does not. */
export class Finding extends Error {
  override readonly name = 'Finding'
}

export function must(holds: boolean, what: string, shown?: unknown): asserts holds {
  if (!holds) throw new Finding(shown === undefined ? what : `${what}: ${short(shown)}`)
}

const SHOWN = 1500

export function short(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}… (${text.length})` : text
}

/** What no sentence for people may hold: a program's own words. */
const NOT_FOR_PEOPLE = /\bundefined\b|\[object \w+\]|\bNaN\b|\n\s+at .+:\d+:\d+|node_modules|TypeError|RangeError/

/** Both languages say something, differently, and nothing that only a programmer reads; what was given may stand in it. */
export function mustBeSaid(cause: Readonly<Record<'ru' | 'en', string>>): void {
  must(cause.ru !== cause.en, 'an error that nobody put into words', cause.en)
  for (const text of Object.values(cause)) must(text.trim() !== '', 'an empty sentence')
}

/** What was given may be quoted. */
export const mustBeSentence = (text: string): void =>
  must(!NOT_FOR_PEOPLE.test(text.replace(/“[^”]*”|«[^»]*»/g, '')), 'not for people', text)

/** Nothing that was read became a property of every object. */
export function mustBeUnpolluted(): void {
  const names = Object.keys(Object.prototype)
  must(names.length === 0, 'every object has new properties', names)
  must(({} as { polluted?: unknown }).polluted === undefined, 'every object is polluted')
  must((globalThis as { polluted?: unknown }).polluted === undefined, 'what was read was run')
}
