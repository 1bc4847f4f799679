import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import {
  CallToolRequestSchema,
  ListToolsRequestSchema,
  type CallToolResult,
  type Tool as ListedTool,
} from '@modelcontextprotocol/sdk/types.js'
import { errorText, LOCALES, nearest, RequestError, SvodkaError, type Locale, type Log } from '../../base/index.ts'
import type { Asker } from '../../figures/index.ts'
import { jsonSchemaOf } from '../json-schema.ts'
import type { AskedProgram } from './tool.ts'
import { TOOLS } from './tools.ts'
import { words } from './words.ts'

/** Somebody who asks by a token. */
export interface McpCaller {
  person: Asker['person']
  /** what they ask stands in the record before it is answered */
  record(tool: string, subject: string | null): Promise<void>
}

/** Answers one request, stateless: nothing is kept between two, so any process may answer the next. */
export async function answerRequest(
  request: Request,
  program: AskedProgram,
  caller: McpCaller,
  log: Log,
): Promise<Response> {
  const about = await program.about({ person: caller.person, locale: 'en' })
  const locale = localeOf(new URL(request.url).searchParams.get('locale')) ?? about.locale
  const server = new Server(
    { name: 'svodka', title: about.name, version: about.version },
    { capabilities: { tools: {} }, instructions: words.say(locale, 'instructions') },
  )
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: listed(locale) }))
  server.setRequestHandler(CallToolRequestSchema, async ({ params }): Promise<CallToolResult> => {
    const asked = localeOf(params.arguments?.['locale']) ?? locale
    try {
      const tool = TOOLS.find(({ name }) => name === params.name)
      if (!tool) throw unknownTool(params.name)
      const { subject, answer } = tool.read(params.arguments)
      await caller.record(tool.name, subject)
      const { structured, text } = await answer({ program, about, asker: { person: caller.person, locale: asked } })
      return { structuredContent: structured, content: [{ type: 'text', text }] }
    } catch (error) {
      return { isError: true, content: [{ type: 'text', text: refusal(error, params.name, asked, log) }] }
    }
  })
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true })
  await server.connect(transport)
  try {
    return await transport.handleRequest(request)
  } finally {
    await server.close()
  }
}

const localeOf = (given: unknown): Locale | undefined => LOCALES.find((locale) => locale === given)

function unknownTool(id: string): RequestError {
  const known = TOOLS.map(({ name }) => name)
  return new RequestError(words, 'unknown_tool', { id, hint: nearest(id, known) ?? 'none', known: known.join(', ') })
}

/** What the caller is told; of what nobody expected, nothing but that it was. */
function refusal(error: unknown, tool: string, locale: Locale, log: Log): string {
  if (error instanceof SvodkaError && error.code !== 'internal') return error.say(locale)
  log.error(
    { tool, error: errorText(error, 'en'), stack: error instanceof Error ? error.stack : undefined },
    'tool failed',
  )
  return words.say(locale, 'internal')
}

const described = TOOLS.map(({ name, input, output }) => ({
  name,
  inputSchema: jsonSchemaOf(input) as ListedTool['inputSchema'],
  outputSchema: jsonSchemaOf(output) as ListedTool['outputSchema'],
  annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
}))

const listed = (locale: Locale): ListedTool[] =>
  described.map((tool) => ({ ...tool, description: words.say(locale, tool.name) }))
