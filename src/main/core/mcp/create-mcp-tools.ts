import { AppError } from '../../../contract/errors.ts'
import type { McpCaller, McpTools } from '../ports/index.ts'
import type { ReaderApp } from '../routing/index.ts'
import { captureTool } from './capture.ts'
import type { McpDeps } from './deps.ts'
import { listMemosTool } from './list-memos.ts'
import { createNoteIds } from './note-ids.ts'
import { readMemoTool } from './read-memo.ts'
import { readNoteTool } from './read-note.ts'
import { searchNotesTool } from './search-notes.ts'
import { transcribeMemoTool } from './transcribe-memo.ts'

/** The tools of the MCP server. What they hand over goes through the release of the policy, and nothing else of a note does. */
export const createMcpTools = (deps: McpDeps): McpTools => {
  const noteIds = createNoteIds(deps.sha256)
  const tools = [searchNotesTool(deps, noteIds), readNoteTool(deps, noteIds), listMemosTool(deps), readMemoTool(deps), transcribeMemoTool(deps), captureTool(deps)]
  const shown = tools.map((tool) => tool.shown)
  const toApp = ({ clientId, name, from }: McpCaller): ReaderApp => ({
    name,
    from,
    now: () => deps.client(clientId),
    remember: (origin, allowed) => deps.remember(clientId, origin, allowed),
  })

  return {
    list: () => shown,
    call: async (caller, name, input, signal) => {
      signal.throwIfAborted()
      const tool = tools.find((each) => each.shown.name === name)
      if (!tool) throw new AppError('NOT_FOUND', 'There is no such tool.', { next: `There are ${shown.map((each) => each.name).join(', ')}.` })
      const started = tool.run(toApp(caller), input, signal)
      if ('wrong' in started) throw new AppError('BAD_REQUEST', started.wrong, { next: 'Look at the schema of the tool.' })
      return { text: await started.result }
    },
  }
}
