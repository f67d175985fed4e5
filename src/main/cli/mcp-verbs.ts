import type { Server } from '@modelcontextprotocol/server'
import { ApiClientNameSchema } from '../../contract/local-api.ts'
import type { HostClient, Terminal } from './client.ts'
import type { Verbs } from './verbs.ts'

/** What the protocol's server is made with; the root hands the maker over. */
export interface McpVerbDeps {
  readonly version: string
  readonly createMcpServer: (served: {
    readonly version: string
    readonly list: (signal: AbortSignal) => Promise<Awaited<ReturnType<HostClient['mcp']['tools']>>['tools']>
    readonly call: (name: string, input: unknown, signal: AbortSignal) => Promise<Awaited<ReturnType<HostClient['mcp']['call']>>>
    readonly onFault: (error: unknown) => void
  }) => Promise<Server>
}

interface McpOptions {
  readonly client: string
  readonly local?: boolean
}

/** `freehold mcp`: an app of this machine reads and writes through standard input and output. */
export const addMcpVerbs = ({ program, endOnRunning, terminal, signal }: Verbs, deps: McpVerbDeps): void => {
  program
    .command('mcp')
    .description('serve notes and memos to an app on this computer by MCP, over standard input and output')
    .option('--client <name>', 'the app, as it stands in the list of apps', 'stdio')
    .option('--local', 'the app hands nothing on to a model in the cloud; counts when it is seen for the first time')
    .allowExcessArguments(false)
    .addHelpText('after', '\nStart Freehold first: only its window or page can ask you what the app may read.')
    .action(({ client: name, local = false }: McpOptions) => endOnRunning((client) => mcpCommand(client, { name, forwards: !local }, deps, terminal, signal)))
}

/** Serves until standard input ends; nothing but the protocol is written to standard output. */
export const mcpCommand = async (client: HostClient, { name, forwards }: { readonly name: string; readonly forwards: boolean }, { version, createMcpServer }: McpVerbDeps, terminal: Terminal, signal: AbortSignal): Promise<number> => {
  const parsed = ApiClientNameSchema.safeParse(name)
  if (!parsed.success) throw new Error(`The name of the app ${parsed.error.issues[0]?.message ?? 'is not one'}`)
  const { serveStdio, StdioServerTransport } = await import('@modelcontextprotocol/server/stdio')
  const transport = new StdioServerTransport()
  const ended = new Promise<void>((resolve) => {
    process.stdin.once('end', resolve)
    process.stdin.once('close', resolve)
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  const handle = serveStdio(
    () =>
      createMcpServer({
        version,
        list: async (asked) => (await client.mcp.tools({}, { signal: asked })).tools,
        call: (tool, input, asked) => client.mcp.call({ client: parsed.data, forwards, name: tool, input }, { signal: asked }),
        onFault: () => terminal.err('A call failed in a way that nobody expected. The log of Freehold says more.\n'),
      }),
    // Of a line that is not the protocol's, nothing is repeated: it may hold content.
    { transport, onerror: () => terminal.err('A line that is not of the protocol was left out.\n') },
  )
  await ended
  await handle.close()
  return 0
}
