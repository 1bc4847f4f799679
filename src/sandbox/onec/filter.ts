import type { EdmType, OnecRow, SetSchema } from './edm.ts'
import { noProperty, notSupported, wrongOption } from './refusal.ts'

type Value = string | number | boolean | { key: string; type: string } | null
type Expression = (row: OnecRow) => Value

const TOKENS =
  /\s*(?:(guid|datetime)'([^']*)'|'((?:[^']|'')*)'|(-?\d+(?:\.\d+)?)|([\p{L}_][\p{L}\p{N}_]*(?:\/[\p{L}_][\p{L}\p{N}_]*)*)|([(),]))/uy

interface Token {
  kind: 'literal' | 'name' | 'sign'
  text: string
  value?: Value
}

/** `$filter` as a test of rows: comparisons, and, or, not, parentheses, and the functions that people use most. */
export function filterOf(text: string, schema: SetSchema): (row: OnecRow) => boolean {
  const parser = new Parser(tokensOf(text), schema)
  const expression = parser.whole()
  return (row) => expression(row) === true
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  TOKENS.lastIndex = 0
  let at = 0
  while (text.slice(at).trim() !== '') {
    TOKENS.lastIndex = at
    const found = TOKENS.exec(text)
    if (!found) throw wrongOption(text.slice(at))
    at = TOKENS.lastIndex
    const [, typed, inside, string, number, name, sign] = found
    if (typed !== undefined) tokens.push({ kind: 'literal', text: typed, value: (inside ?? '').toLowerCase() })
    else if (string !== undefined) tokens.push({ kind: 'literal', text: "'", value: string.replaceAll("''", "'") })
    else if (number !== undefined) tokens.push({ kind: 'literal', text: number, value: Number(number) })
    else if (name !== undefined) tokens.push({ kind: 'name', text: name })
    else tokens.push({ kind: 'sign', text: sign ?? '' })
  }
  return tokens.map((token) => (token.text === 'datetime' ? { ...token, value: upperDate(token.value) } : token))
}

const upperDate = (value: Value | undefined): Value => (typeof value === 'string' ? value.toUpperCase() : null)

const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
  eq: (order) => order === 0,
  ne: (order) => order !== 0,
  gt: (order) => order > 0,
  ge: (order) => order >= 0,
  lt: (order) => order < 0,
  le: (order) => order <= 0,
}

const part = (from: number, to: number) => (date: Value) => Number(String(date).slice(from, to))

const FUNCTIONS: Readonly<Record<string, (...values: Value[]) => Value>> = {
  startswith: (text, beginning) => String(text).startsWith(String(beginning)),
  endswith: (text, end) => String(text).endsWith(String(end)),
  substringof: (needle, text) => String(text).includes(String(needle)),
  concat: (a, b) => `${String(a)}${String(b)}`,
  year: part(0, 4),
  month: part(5, 7),
  day: part(8, 10),
  hour: part(11, 13),
  minute: part(14, 16),
  second: part(17, 19),
  cast: (key, type) => ({ key: String(key), type: `StandardODATA.${String(type)}` }),
}

class Parser {
  readonly #tokens: readonly Token[]
  readonly #schema: SetSchema
  #at = 0

  constructor(tokens: readonly Token[], schema: SetSchema) {
    this.#tokens = tokens
    this.#schema = schema
  }

  whole(): Expression {
    const expression = this.#or()
    const left = this.#tokens[this.#at]
    if (left) throw wrongOption(left.text)
    return expression
  }

  #or(): Expression {
    let left = this.#and()
    while (this.#take('or')) {
      const [a, b] = [left, this.#and()]
      left = (row) => a(row) === true || b(row) === true
    }
    return left
  }

  #and(): Expression {
    let left = this.#not()
    while (this.#take('and')) {
      const [a, b] = [left, this.#not()]
      left = (row) => a(row) === true && b(row) === true
    }
    return left
  }

  #not(): Expression {
    if (!this.#take('not')) return this.#comparison()
    const inner = this.#not()
    return (row) => inner(row) !== true
  }

  #comparison(): Expression {
    const left = this.#operand()
    const word = this.#tokens[this.#at]?.text ?? ''
    const isRight = Object.hasOwn(COMPARISONS, word) ? COMPARISONS[word] : undefined
    if (!isRight) return left
    this.#at += 1
    const right = this.#operand()
    return (row) => isRight(compared(left(row), right(row)))
  }

  #operand(): Expression {
    const token = this.#tokens[this.#at]
    if (!token) throw wrongOption('выражение не закончено')
    this.#at += 1
    if (token.kind === 'literal') return () => token.value ?? null
    if (token.kind === 'sign') {
      if (token.text !== '(') throw wrongOption(token.text)
      const inner = this.#or()
      this.#expect(')')
      return inner
    }
    if (token.text === 'true' || token.text === 'false') return () => token.text === 'true'
    if (token.text === 'null') return () => null
    return this.#take('(') ? this.#call(token.text) : this.#field(token.text)
  }

  #call(name: string): Expression {
    const values: Expression[] = []
    do values.push(this.#or())
    while (this.#take(','))
    this.#expect(')')
    const call = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined
    if (!call) throw notSupported(`функция ${name}`)
    return (row) => call(...values.map((value) => value(row)))
  }

  #field(name: string): Expression {
    const type: EdmType | undefined = this.#schema.fields[name] ?? typeField(this.#schema, name)
    if (name.includes('/')) throw notSupported(`путь ${name} в $filter`)
    if (!type) throw noProperty(name)
    if (type === 'int64') return (row) => Number(row[name])
    // a reference of several types is equal to nothing but a reference with its type
    if (type === 'composite') return (row) => ({ key: String(row[name]), type: String(row[`${name}_Type`]) })
    return (row) => (row[name] ?? null) as Value
  }

  #take(text: string): boolean {
    const token = this.#tokens[this.#at]
    if (token?.kind === 'literal' || token?.text !== text) return false
    this.#at += 1
    return true
  }

  #expect(text: string): void {
    if (!this.#take(text)) throw wrongOption(`ожидалось ${text}`)
  }
}

export const typeField = ({ fields }: SetSchema, name: string): EdmType | undefined =>
  name.endsWith('_Type') && fields[name.slice(0, -'_Type'.length)] === 'composite' ? 'string' : undefined

/** Below, equal, above; what cannot be compared is never equal. */
export function compared(a: Value, b: Value): number {
  if (isReference(a) || isReference(b)) {
    return isReference(a) && isReference(b) && a.key === b.key && a.type === b.type ? 0 : Number.NaN
  }
  if (a === b) return 0
  if (a === null || b === null || typeof a !== typeof b) return Number.NaN
  return a < b ? -1 : 1
}

const isReference = (value: Value): value is { key: string; type: string } =>
  typeof value === 'object' && value !== null
