import { z } from 'zod'
import { localeSchema } from '../../api/index.ts'
import { RequestError } from '../../base/index.ts'
import type { Asker } from '../../figures/index.ts'
import type { Program } from '../contract.ts'
import { words } from './words.ts'

/** What the tools ask of the program. */
export type AskedProgram = Pick<Program, 'about' | 'catalog' | 'query' | 'analyze' | 'values'>

/** Who calls a tool, of what, and in which language. */
export interface Call {
  program: AskedProgram
  asker: Asker
  about: Awaited<ReturnType<Program['about']>>
}

/** What a tool tells: the same as data and as a short text. */
export interface Told<T> {
  structured: T
  text: string
}

/** A tool whose types are settled: what it is given is still to be read. */
export interface Tool {
  name: string
  input: z.ZodObject
  output: z.ZodObject
  /** @throws {RequestError} naming what is not well formed */
  read(given: unknown): Prepared
}

/** A call that is well formed. */
export interface Prepared {
  /** what the record says that was asked about */
  subject: string | null
  answer(call: Call): Promise<Told<Readonly<Record<string, unknown>>>>
}

interface ToolDefinition<I extends z.ZodRawShape, O extends z.ZodObject> {
  name: string
  input: I
  output: O
  subject?(given: z.output<z.ZodObject<I>>): string
  answer(given: z.output<z.ZodObject<I>>, call: Call): Promise<Told<z.infer<O>>>
}

/** Every tool also takes `locale`: the language of names and sentences. */
export const localePart = { locale: localeSchema.describe('language of names and sentences').optional() }

export function defineTool<I extends z.ZodRawShape, O extends z.ZodObject>(definition: ToolDefinition<I, O>): Tool {
  const { name, output, subject, answer } = definition
  const input = z.strictObject(definition.input)
  const tool: Tool = {
    name,
    input,
    output,
    read(given) {
      const result = input.safeParse(given ?? {})
      if (!result.success) throw unreadable(name, result.error)
      const read = result.data as z.output<z.ZodObject<I>>
      return { subject: subject?.(read) ?? null, answer: (call) => answer(read, call) }
    },
  }
  return Object.freeze(tool)
}

function unreadable(tool: string, error: z.ZodError): RequestError {
  const detail = error.issues.map((issue) => `${issue.path.join('.') || 'arguments'}: ${issue.message}`).join('; ')
  return new RequestError(words, 'bad_input', { tool, detail })
}
