import { oc } from '@orpc/contract'
import { z } from 'zod'
import { ApiClientNameSchema } from './local-api.ts'
import { appErrors } from './problem.ts'

export const McpToolSchema = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  /** JSON schema. */
  inputSchema: z.record(z.string(), z.unknown()),
  /** It only reads. */
  readOnly: z.boolean(),
})

const base = oc.errors(appErrors)

/** The tools of the MCP server for a program that speaks MCP on this side of the socket: `freehold mcp`. */
export const mcpContract = {
  tools: base.input(z.object({})).output(z.object({ tools: z.array(McpToolSchema) })),
  /** `client` is the app that reads; it comes onto the list of apps at its first call, and what the list says of it by then counts. */
  call: base
    .input(z.object({ client: ApiClientNameSchema, forwards: z.boolean().default(true), name: z.string().max(100), input: z.unknown() }))
    .output(z.object({ text: z.string(), data: z.record(z.string(), z.unknown()).optional() })),
}
