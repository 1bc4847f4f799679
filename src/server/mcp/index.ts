import { Hono, type Context } from 'hono'
import type { Log } from '../../base/index.ts'
import type { McpCaller } from './answering.ts'
import type { AskedProgram } from './tool.ts'

export type { McpCaller } from './answering.ts'

/**
 * `/mcp`: figures for programs that speak the Model Context Protocol (streamable HTTP, stateless). What speaks it is loaded
 * when it is first asked.
 * @param callerOf who asks, known by a token; throws where nobody does
 */
export function mcpRoutes(program: AskedProgram, callerOf: (context: Context) => McpCaller, log: Log): Hono {
  const routes = new Hono()
  routes.post('/', async (context) => {
    const caller = callerOf(context)
    const { answerRequest } = await import('./answering.ts')
    return answerRequest(context.req.raw, program, caller, log)
  })
  // there is nothing to listen to, and no session to end
  routes.on(['GET', 'DELETE'], '/', (context) => context.body(null, 405, { allow: 'POST' }))
  return routes
}
