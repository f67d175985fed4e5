import type { ChatEvent, ChatId } from '../../../contract/chat.ts'
import { coalesce } from '../lib/coalesce.ts'
import type { Sink } from '../lib/coalesce.ts'
import type { Context } from './context.ts'
import { mergeEvents } from './event-queue.ts'
import { oneByOne } from './one-by-one.ts'
import { show } from './run-answer.ts'

// Thirty a second.
const INTERVAL_MS = 33
const LIST_INTERVAL_MS = 250

/** What happens in a chat until it is left, its head and the answer that is being made first. */
export const followChat = (context: Context, chatId: ChatId, signal: AbortSignal): AsyncGenerator<ChatEvent, undefined, void> =>
  oneByOne(
    coalesce<readonly ChatEvent[]>({
      subscribe: (sink) => listen(context, chatId, sink),
      merge: mergeEvents,
      intervalMs: INTERVAL_MS,
      isUrgent: createUrgency(),
      clock: context.clock,
      signal,
    }),
  )

/**
 * What somebody waits for: that a turn is taken, where it goes, the first words, the end. Only words that follow words can wait,
 * and a head, which is the same chat again.
 */
const createUrgency = (): ((events: readonly ChatEvent[]) => boolean) => {
  let last: ChatEvent['type'] | null = null
  return (events) => {
    let isUrgent = false
    for (const { type } of events) {
      if (type === 'head') continue
      isUrgent ||= type !== last || (type !== 'delta' && type !== 'thinking')
      last = type
    }
    return isUrgent
  }
}

/** That the list is another one now, at most four times a second. */
export const followList = ({ listListeners, chats, clock }: Context, nextRevision: () => number, signal: AbortSignal): AsyncGenerator<{ readonly revision: number }, undefined, void> =>
  coalesce({
    subscribe: ({ push }) => {
      const changed = (): void => push({ revision: nextRevision() })
      listListeners.add(changed)
      const stop = chats.onChange(changed)
      return () => {
        listListeners.delete(changed)
        stop()
      }
    },
    merge: (_older, newer) => newer,
    intervalMs: LIST_INTERVAL_MS,
    clock,
    signal,
  })

const listen = (context: Context, chatId: ChatId, { push, fail }: Pick<Sink<readonly ChatEvent[]>, 'push' | 'fail'>): (() => void) => {
  const { news, told, live, headOf, countLater, chats } = context
  // What happens while the head is read comes after it.
  let early: readonly ChatEvent[] | null = []
  const stop = news.listen(chatId, (events) => {
    if (early === null) push(events)
    else early = mergeEvents(early, events)
  })
  const begin = async (): Promise<void> => {
    news.note(await chats.read(chatId))
    const record = await told.read(chatId)
    if (!news.isFollowed(chatId)) return
    const work = live.get(chatId)
    const running: readonly ChatEvent[] = work?.message && work.isShown ? [{ type: 'message', message: show(work, work.message) }] : []
    push([{ type: 'head', head: headOf(record) }, ...running, ...(early ?? [])])
    early = null
    countLater(record)
  }
  begin().catch(fail)
  return stop
}
