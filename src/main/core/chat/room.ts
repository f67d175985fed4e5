import { AppError } from '../../../contract/errors.ts'
import type { ChatId, Message, MessageId } from '../../../contract/chat.ts'
import type { ModelFile } from '../../../contract/models.ts'
import { pathTo } from '../lib/chat-path.ts'
import type { ChatRecord } from '../chats/index.ts'
import { seenOf } from './context.ts'
import type { Context } from './context.ts'
import type { Overflow } from './fit.ts'
import { labelsOf, newMark } from './messages.ts'
import { reckonMessage } from './meter.ts'
import { sumUp } from './sum-up.ts'
import { findMessage, insertMark, nextId } from './tree.ts'

export type MakeRoom = 'summarise' | 'leave-out'

/** Sums up the oldest turns of what is shown, or leaves them out, until half of what the model holds is free; never the newest turn. What the model `measured` counts before what is reckoned. */
export const makeRoom = async (context: Context, chatId: ChatId, how: MakeRoom, signal: AbortSignal, measured?: Overflow): Promise<ChatRecord> => {
  const { told, joinLabels, localModel, clock, news } = context
  const record = await told.read(chatId)
  const path = pathTo(record.messages, record.leaf)
  const firstKept = firstToKeep(context, record, path, measured)
  if (firstKept === null) throw new AppError('CONFLICT', 'There is no older turn: the newest one is never left out.', { next: 'Ask with less at once, or begin a new chat.' })
  const covered = path.slice(0, path.indexOf(firstKept))
  const text = how === 'leave-out' ? '' : await sumUp(context, record, seenOf(covered), modelOf(localModel()), signal)
  signal.throwIfAborted()
  // A turn that stayed here was looked through for details alone: what it is about is found out before its words are gone from what is sent.
  const pieces = (await context.promptOf(record, covered)).flatMap((message) => message.pieces)
  const labels = joinLabels(await context.label(pieces, signal), ...labelsOf(covered))
  let markId: MessageId | null = null
  const changed = await told.change(chatId, (now) => {
    markId = nextId(now.messages)
    const mark = newMark({ messageId: markId, parentId: null, atMs: clock.now(), labels }, text, covered.filter(({ role }) => role !== 'mark').length)
    return { ...now, messages: insertMark(now.messages, mark, findMessage(now.messages, firstKept.messageId)) }
  })
  news.tellAfter(changed, firstKept.parentId)
  news.tellHead(chatId)
  return changed
}

const modelOf = (model: ModelFile | null): ModelFile => {
  if (model === null) throw new AppError('NO_MODEL', 'There is no language model on this Mac that could sum it up.', { next: 'Leave the oldest turns out, or add a language model.' })
  return model
}

const firstToKeep = ({ headOf }: Context, record: ChatRecord, path: readonly Message[], measured: Overflow | undefined): Message | null => {
  const seen = seenOf(path)
  const starts = seen.flatMap((message, at) => (message.role === 'you' ? [at] : []))
  const shown = headOf(record).meter
  const meter = measured === undefined ? shown : { usedTokens: measured.tokens, heldTokens: measured.holds }
  // Without a model nothing says how much it would hold: half of it goes.
  const reckoned = sizeOf(seen)
  const ratio = meter === null || reckoned === 0 ? 1 : meter.usedTokens / reckoned
  const room = meter === null ? reckoned / 2 : meter.heldTokens / 2
  const later = starts.slice(1)
  const at = later.find((start) => sizeOf(seen.slice(start)) * ratio <= room) ?? later.at(-1)
  return at === undefined ? null : (seen[at] ?? null)
}

const sizeOf = (messages: readonly Message[]): number => messages.reduce((sum, message) => sum + reckonMessage(message), 0)
