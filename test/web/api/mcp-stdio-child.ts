// `freehold mcp` without the rest of the command line: socket, name of the app, flags.
import { mcpCommand } from '../../../src/main/cli/mcp-verbs.ts'
import { connectToHost, createMcpServer } from '../../../src/main/rpc/index.ts'

const [, , socketPath = '', name = '', ...flags] = process.argv
const ending = new AbortController()
const host = await connectToHost(socketPath, ending.signal)
if (host === null) throw new Error('No host listens there.')
const terminal = { out: (text: string) => void process.stdout.write(text), err: (text: string) => void process.stderr.write(text), isTerminal: false, columns: 80 }
process.exit(await mcpCommand(host.api, { name, forwards: !flags.includes('--local') }, { version: '0.0.0', createMcpServer }, terminal, ending.signal))
