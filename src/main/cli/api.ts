import { createHash, randomBytes } from 'node:crypto'
import { ApiClientNameSchema } from '../../contract/local-api.ts'
import type { HostClient, Terminal } from './client.ts'

const TOKEN_BYTES = 32

/** Lets an app in, and prints its token once: Freehold itself keeps only its hash. */
export const addApp = async (client: HostClient, name: string, forwards: boolean, terminal: Terminal, signal: AbortSignal): Promise<number> => {
  if (!ApiClientNameSchema.safeParse(name).success) {
    terminal.err('A name has 1 to 40 letters, digits, spaces, dots or dashes.\n')
    return 1
  }
  const token = `fh-${randomBytes(TOKEN_BYTES).toString('base64url')}`
  await client.localApi.addClient({ name, forwards, tokenSha256: createHash('sha256').update(token).digest('hex') }, { signal })
  const { url } = await client.localApi.state({}, { signal })
  terminal.err(`The token of “${name}”. It is not shown again:\n`)
  terminal.out(`${token}\n`)
  terminal.err(url === null ? 'The local API is off. Switch it on under Models, or with: freehold serve --api\n' : `OpenAI: ${url}/v1   Ollama: ${url}   MCP: ${url}/mcp\n`)
  return 0
}

/** Prints where the API is open, and which apps may use it. */
export const listApps = async (client: HostClient, json: boolean, terminal: Terminal, signal: AbortSignal): Promise<number> => {
  const state = await client.localApi.state({}, { signal })
  if (json) {
    terminal.out(`${JSON.stringify(state, null, 2)}\n`)
    return 0
  }
  for (const url of state.url === null ? [] : [state.url, ...state.networkUrls]) terminal.out(`Open at ${url}\n`)
  if (state.url === null) terminal.out('The local API is off.\n')
  if (state.problem !== null) terminal.out(`${state.problem.message}${state.problem.next ? `\n  ${state.problem.next}` : ''}\n`)
  for (const { name, lastUsedAt, lastFrom, requests, forwards } of state.clients)
    terminal.out(`${name}  ${lastUsedAt === null ? 'not used yet' : `${lastUsedAt.slice(0, 16).replace('T', ' ')} from ${lastFrom ?? 'this computer'}, ${requests} requests`}${forwards ? '' : '  keeps what it reads here'}\n`)
  if (state.clients.length === 0) terminal.out('No app has a token.\n')
  return 0
}

/** Takes an app's token back. */
export const revokeApp = async (client: HostClient, name: string, terminal: Terminal, signal: AbortSignal): Promise<number> => {
  const { clients } = await client.localApi.state({}, { signal })
  const found = clients.find((each) => each.name === name)
  if (found === undefined) {
    terminal.err(`No app is named “${name}”.\n`)
    return 1
  }
  await client.localApi.revoke({ clientId: found.clientId }, { signal })
  terminal.err(`“${name}” is no longer let in.\n`)
  return 0
}
