import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ApiSettings } from '../../../contract/local-api.ts'
import type { ApiCaller, LocalApiWork, Log, McpTools } from '../../core/ports/index.ts'

/** How the other side speaks, which is also how it hears of a failure. */
export type ApiDialect = 'openai' | 'ollama' | 'mcp' | 'plain'

/** One request of an app that was let in. */
export interface ApiContext {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly url: URL
  /** What stood in the place of the path's parts that begin with a colon, decoded. */
  readonly params: Readonly<Record<string, string>>
  readonly caller: ApiCaller
  /** Aborts when the app leaves, its token is revoked, its time is up, or the host ends. */
  readonly signal: AbortSignal
  readonly work: LocalApiWork
  readonly mcp: McpTools
  readonly settings: ApiSettings
  /** For what is too large for memory; a file made here is removed by who made it. */
  readonly temporaryFolder: string
  readonly version: string
  readonly log: Log
  /** The body as JSON, bounded in size; throws BAD_REQUEST or TOO_LARGE. */
  readJson(): Promise<unknown>
}

export interface ApiRoute {
  readonly dialect: ApiDialect
  readonly method: 'GET' | 'HEAD' | 'POST' | 'DELETE'
  /** `/v1/models/:id`; a last part `:id*` takes the rest of the path with its slashes. */
  readonly path: string
  readonly handle: (context: ApiContext) => Promise<void>
}
