import { implement } from '@orpc/server'
import { contract } from '../../contract/index.ts'
import type { ApiCaller, McpTools } from '../core/ports/index.ts'
import { NEVER_ABORTS } from './never-aborts.ts'

/** The MCP server's tools, for an app that `freehold mcp` speaks for. */
export const mcpRouter = (tools: McpTools, clientFor: (name: string, forwards: boolean) => Promise<ApiCaller>) => {
  const procedures = implement(contract.mcp)
  return procedures.router({
    tools: procedures.tools.handler(async () => ({ tools: tools.list().map((tool) => ({ ...tool, inputSchema: { ...tool.inputSchema } })) })),
    call: procedures.call.handler(async ({ input: { client, forwards, name, input }, signal = NEVER_ABORTS }) => {
      const { text, data } = await tools.call({ ...(await clientFor(client, forwards)), from: null }, name, input, signal)
      return { text, ...(data === undefined ? {} : { data: { ...data } }) }
    }),
  })
}
