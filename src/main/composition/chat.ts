import { join } from 'node:path'
import type { Answers } from '../core/answers/index.ts'
import { createAttachments } from '../core/attach/index.ts'
import type { Attachments } from '../core/attach/index.ts'
import { createChat } from '../core/chat/index.ts'
import type { Chat } from '../core/chat/index.ts'
import { createChats } from '../core/chats/index.ts'
import type { Chats } from '../core/chats/index.ts'
import { pieceText } from '../core/lib/piece-text.ts'
import { reckonTokens } from '../core/lib/reckon-tokens.ts'
import type { Memos } from '../core/memos/index.ts'
import type { Models } from '../core/models/index.ts'
import { joinLabels, labelsOf } from '../core/routing/index.ts'
import type { SettingsStore } from '../core/settings/index.ts'
import type { Adapters } from './adapters.ts'
import type { Privacy } from './privacy.ts'

const RETRY_MS = 30_000
const COUNT_MS = 10_000

export interface Talk {
  readonly attachments: Attachments
  readonly chats: Chats
  readonly chat: Chat
  start(): void
  close(): Promise<void>
}

/** Conversations: their files, what goes with a turn, and the turns themselves. */
export const composeChat = (adapters: Adapters, settings: SettingsStore, models: Models, memos: Memos, { routing, detect }: Privacy, answers: Answers): Talk => {
  const { vault, store, llm, clock, log, newId, sha256, documentReader, attachmentStore } = adapters
  const localModel = () => models.pick('folder').language
  const attachments = createAttachments({
    vault,
    reader: documentReader,
    store: attachmentStore,
    memos,
    listMemos: store.list,
    noteIndex: store.noteIndex(vault.path),
    // Its name may hold as much as its text.
    label: async (piece, signal) => labelsOf(piece, (await detect([pieceText(piece)], signal).catch(() => null))?.[0] ?? null, null),
    countTokens: async (text) => {
      const model = localModel()
      // A model is not loaded for a figure beside a file.
      const tokens = model === null || llm.facts(model).state !== 'ready' ? null : await llm.countTokens(model, text, AbortSignal.timeout(COUNT_MS)).catch(() => null)
      return tokens === null ? { tokens: reckonTokens(text.length), exact: false } : { tokens, exact: true }
    },
    maxUploadBytes: () => settings.current().web.maxUploadMegabytes * 1_000_000,
    newId,
    sha256,
    clock,
    log,
  })
  const chats = createChats({ vault, index: adapters.chatIndex, readYaml: adapters.readYaml, watchFolder: adapters.watchFolder, clock, log, newId, retryMs: RETRY_MS })
  const chat = createChat({
    chats,
    journal: store.chatJournal,
    answer: answers.answer,
    attachments,
    llm,
    localModel,
    settings: () => settings.current().chat,
    destinations: routing.destinations,
    placesFor: routing.placesFor,
    joinLabels,
    label: routing.label,
    openFile: (path, signal) => adapters.openFile(join(vault.path, path), signal),
    clock,
    log,
  })
  return {
    attachments,
    chats,
    chat,
    start: () => {
      chats.start()
      chat.start()
    },
    close: async () => {
      await chat.close()
      await attachments.close()
      await chats.close()
    },
  }
}
