import type { ChatHead, ChatId, Message } from '../../../contract/chat.ts'
import type { ModelFile } from '../../../contract/models.ts'
import { pathTo } from '../lib/chat-path.ts'
import { privateBecause } from '../lib/private-because.ts'
import type { ChatRecord } from '../chats/index.ts'
import { toLlmMessages } from '../lib/to-llm-messages.ts'
import type { TurnMessage } from '../answers/index.ts'
import type { ChatDeps } from './deps.ts'
import { createLive } from './live.ts'
import type { Live } from './live.ts'
import { toMeter } from './meter.ts'
import { createNews } from './news.ts'
import type { News } from './news.ts'
import { toPrompt } from './prompt.ts'
import { createTold } from './told.ts'
import type { Told } from './told.ts'
import { isSaid, labelsOf } from './messages.ts'

/** What the verbs of a chat share. */
export interface Context extends ChatDeps {
  readonly live: Live
  readonly told: Told
  readonly news: News
  headOf(record: ChatRecord): ChatHead
  promptOf(record: ChatRecord, path: readonly Message[]): Promise<readonly TurnMessage[]>
  /** Has the model that is in memory count what is only reckoned, and tells the head anew. */
  countLater(record: ChatRecord): void
  /** Something in the list of chats changed. */
  readonly listListeners: Set<() => void>
}

// Each knows all ids of its path.
const MOST_COUNTED = 32

interface Counted {
  readonly of: string
  readonly tokens: number | null
}

/** Puts together what the verbs of a chat share. */
export const createContext = (deps: ChatDeps): Context => {
  const { attachments, llm, localModel, settings, joinLabels, journal } = deps
  const listListeners = new Set<() => void>()
  const counted = new Map<ChatId, Counted>()
  const live = createLive(() => {
    for (const listener of listListeners) listener()
  })
  const told = createTold(deps, live)

  const headOf: Context['headOf'] = (record) => {
    const path = pathTo(record.messages, record.leaf)
    const labels = joinLabels(...labelsOf(path))
    const model = localModel()
    const { chatId, title, path: file, pinned, mode } = record
    return {
      chatId,
      title,
      path: file,
      pinned,
      mode,
      labels,
      privateBecause: privateBecause([labels]),
      meter: model === null ? null : meterOf(record, path, model),
      localModel: model?.id ?? null,
      draft: journal.draft(chatId),
      running: live.get(chatId)?.message?.messageId ?? null,
      messageCount: path.length,
    }
  }
  const meterOf = (record: ChatRecord, path: readonly Message[], model: ModelFile): ChatHead['meter'] => {
    const heldTokens = llm.facts(model).contextTokens
    if (heldTokens === null) return null
    const known = counted.get(record.chatId)
    return toMeter(seenOf(path), { modelId: model.id, heldTokens, systemText: settings().instructions, countedTokens: known?.of === nameOf(path, model) ? known.tokens : null })
  }
  const promptOf: Context['promptOf'] = (record, path) => toPrompt({ path, instructions: settings().instructions, createdAt: record.createdAt, pieceOf: attachments.piece })
  const news = createNews(deps, live, told, headOf)

  const countLater: Context['countLater'] = (record) => {
    const model = localModel()
    const path = pathTo(record.messages, record.leaf)
    if (model === null || live.closing.aborted || live.get(record.chatId) !== null || llm.facts(model).state !== 'ready' || headOf(record).meter?.exact !== false) return
    const of = nameOf(path, model)
    if (counted.get(record.chatId)?.of === of) return
    // Also when it fails: it is not tried again for the same path.
    counted.delete(record.chatId)
    counted.set(record.chatId, { of, tokens: null })
    const oldest = counted.keys().next()
    if (counted.size > MOST_COUNTED && oldest.done !== true) counted.delete(oldest.value)
    const count = async (): Promise<void> => {
      const tokens = await llm.countChat(model, toLlmMessages(await promptOf(record, path)), AbortSignal.any([live.closing, AbortSignal.timeout(30_000)]))
      counted.set(record.chatId, { of, tokens })
      news.tellHead(record.chatId)
    }
    // Reckoned as it was: nobody waits for it.
    live.behind(count().catch(() => undefined))
  }

  return { ...deps, live, told, news, headOf, promptOf, countLater, listListeners }
}

/** What of a path the model still sees: from the last mark on. */
export const seenOf = (path: readonly Message[]): readonly Message[] => {
  const said = path.filter(isSaid)
  return said.slice(Math.max(0, said.findLastIndex(({ role }) => role === 'mark')))
}

const nameOf = (path: readonly Message[], model: ModelFile): string => JSON.stringify([model.id, path.map(({ messageId }) => messageId), path.at(-1)?.text.length ?? 0])
