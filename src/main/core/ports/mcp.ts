import type { ApiCaller } from './local-api.ts'

/** One tool of the MCP server, as a client sees it. */
export interface McpTool {
  readonly name: string
  readonly title: string
  readonly description: string
  /** JSON schema of its input. */
  readonly inputSchema: Readonly<Record<string, unknown>>
  /** It only reads. */
  readonly readOnly: boolean
}

/** Who calls, and from where: null on this machine, else an address of the network. */
export interface McpCaller extends ApiCaller {
  readonly from: string | null
}

/** What an MCP client may do here. What it reads was labelled, and asked for where the client hands it on to a cloud. */
export interface McpTools {
  list(): readonly McpTool[]
  /** Rejects with AppError: BAD_REQUEST for input that does not fit, KEPT_HERE for what policy or the person keeps here. */
  call(caller: McpCaller, name: string, input: unknown, signal: AbortSignal): Promise<{ readonly text: string; readonly data?: Readonly<Record<string, unknown>> | undefined }>
}
