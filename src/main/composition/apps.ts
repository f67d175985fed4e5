import type { Answers } from '../core/answers/index.ts'
import { createLocalApi } from '../core/api/index.ts'
import type { LocalApi } from '../core/api/index.ts'
import { memoContent, noteContent } from '../core/attach/index.ts'
import { createFindInVault, createMcpTools } from '../core/mcp/index.ts'
import type { Memos } from '../core/memos/index.ts'
import { escapeMarkdown } from '../core/notes/index.ts'
import type { McpTools } from '../core/ports/index.ts'
import type { SettingsStore } from '../core/settings/index.ts'
import { labelsOf } from '../core/routing/index.ts'
import type { Adapters } from './adapters.ts'
import type { ModelHouse } from './models.ts'
import type { Privacy } from './privacy.ts'

export interface Apps {
  readonly api: LocalApi
  readonly mcp: McpTools
}

/** Other programs that use the models, and read what the person lets them read; `isForced` opens their door for this run, whatever the settings say. */
export const composeApps = (adapters: Adapters, settings: SettingsStore, { models, downloads }: ModelHouse, memos: Memos, { routing }: Privacy, answers: Answers, isForced: boolean): Apps => {
  const { vault, store, clock, log, newId, sha256 } = adapters
  const fromApp = labelsOf({ origin: 'tool' }, null, null)
  const api = createLocalApi({
    store: adapters.apiClients,
    settings: () => ({ ...settings.current().api, ...(isForced ? { on: true } : {}) }),
    onSettingsChange: settings.onChange,
    copyToClipboard: adapters.copyToClipboard,
    newId,
    llm: adapters.llm,
    engines: adapters.engines,
    models,
    inUse: () => Object.values(models.list().inUse),
    catalogue: () => [...settings.current().models.catalogue, ...adapters.catalogue],
    readShape: adapters.readModelShape,
    fileTimeMs: adapters.fileTimeMs,
    destinations: () => routing.destinations(fromApp),
    answer: answers.answer,
    transcribeFile: memos.transcribeFile,
    downloads,
    clock,
    log,
  })
  const content = { vault, memos, noteIndex: store.noteIndex(vault.path) }
  const mcp = createMcpTools({
    searchNotes: createFindInVault(vault),
    readNote: (path, signal) => noteContent(content, path, signal),
    readMemo: (memoId, signal) => memoContent(content, memoId, signal),
    listMemos: store.list,
    memoRow: async (memoId) => (await memos.get(memoId)).row,
    transcribeAgain: memos.transcribeAgain,
    retryMemo: memos.retry,
    vault,
    plainMarkdown: escapeMarkdown,
    client: api.client,
    remember: api.remember,
    release: routing.release,
    keptFrom: routing.keptFrom,
    clock,
    newId,
    sha256,
  })
  return { api, mcp }
}
