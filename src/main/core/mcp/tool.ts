import { z } from 'zod'
import type { McpTool } from '../ports/index.ts'
import type { ReaderApp } from '../routing/index.ts'

/** One call of a tool, by whom. */
export interface ToolCall<Input> {
  readonly app: ReaderApp
  readonly input: Input
  readonly signal: AbortSignal
}

/** A tool as it is made here: its input is parsed before it runs. */
export interface Tool {
  readonly shown: McpTool
  /** The input parsed, or the first thing that is wrong with it. */
  readonly run: (app: ReaderApp, input: unknown, signal: AbortSignal) => { readonly wrong: string } | { readonly result: Promise<string> }
}

/** Puts a tool together from its schema and what it does. */
export const createTool = <Schema extends z.ZodType>(about: Pick<McpTool, 'name' | 'title' | 'description' | 'readOnly'>, schema: Schema, work: (call: ToolCall<z.output<Schema>>) => Promise<string>): Tool => ({
  shown: { ...about, inputSchema: z.toJSONSchema(schema, { io: 'input' }) },
  run: (app, input, signal) => {
    const parsed = schema.safeParse(input ?? {})
    if (parsed.success) return { result: work({ app, input: parsed.data, signal }) }
    const [issue] = parsed.error.issues
    const place = issue?.path.join('.') ?? ''
    return { wrong: `${place === '' ? 'The input' : place}: ${issue?.message ?? 'does not fit'}`.slice(0, 300) }
  },
})
