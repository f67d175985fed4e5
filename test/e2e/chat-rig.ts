import type { ChatEvent, ChatId, ShownMessage } from '../../src/contract/chat.ts'
import type { AskAnswer } from '../../src/contract/privacy.ts'
import type { Api } from './gate-rig.ts'

/** What a follower of a chat has seen. */
export interface Followed {
  readonly events: readonly ChatEvent[]
  /** The newest state of each message, in the order they were first seen. */
  messages(): readonly ShownMessage[]
  /** Resolves at the first event that fits, also one that was seen before. */
  until(fits: (event: ChatEvent) => boolean): Promise<ChatEvent>
  /** The answer once it is no longer made. */
  ended(): Promise<ShownMessage>
  leave(): void
}

/** Follows a chat as a page does. */
export const followChat = (api: Api, chatId: ChatId): Followed => {
  const events: ChatEvent[] = []
  const wakes = new Set<() => void>()
  const leaving = new AbortController()
  let failure: unknown = null
  const read = async (): Promise<void> => {
    for await (const event of await api.chat.follow({ chatId }, { signal: leaving.signal })) {
      events.push(event)
      for (const wake of wakes) wake()
    }
  }
  read().catch((error: unknown) => {
    failure = error
    for (const wake of wakes) wake()
  })
  const until = async (fits: (event: ChatEvent) => boolean): Promise<ChatEvent> => {
    for (;;) {
      const found = events.find(fits)
      if (found) return found
      if (failure !== null) throw failure
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          wakes.delete(wake)
          resolve()
        }
        wakes.add(wake)
      })
    }
  }
  return {
    events,
    messages: () => [...new Map(events.flatMap((event) => (event.type === 'message' || event.type === 'done' || event.type === 'error' ? [[event.message.messageId, event.message] as const] : []))).values()],
    until,
    ended: async () => {
      const event = await until(({ type }) => type === 'done' || type === 'error')
      if (event.type !== 'done' && event.type !== 'error') throw new Error('It did not end.')
      return event.message
    },
    leave: () => leaving.abort(),
  }
}

/** Says a turn, and waits until its answer is no longer made. */
export const say = async (api: Api, input: Parameters<Api['chat']['send']>[0], answer?: AskAnswer): Promise<{ readonly chatId: ChatId; readonly message: ShownMessage; readonly followed: Followed }> => {
  const { chatId, messageId } = await api.chat.send(input)
  const followed = followChat(api, chatId)
  const stop = answer === undefined ? null : answerAtGate(api, answer)
  const message = await endedMessage(api, chatId, messageId, followed)
  await stop?.()
  return { chatId, message, followed }
}

/** Answers each question at the gate as it comes up. */
export const answerAtGate = (api: Api, answer: AskAnswer): (() => Promise<void>) => {
  const leaving = new AbortController()
  const read = async (): Promise<void> => {
    for await (const { asks } of await api.privacy.changes(undefined, { signal: leaving.signal })) for (const { askId } of asks) await api.privacy.answer({ askId, answer }).catch(() => undefined)
  }
  const reading = read().catch(() => undefined)
  return async () => {
    leaving.abort()
    await reading
  }
}

// The answer may be over before anybody follows: then the chat itself tells.
const endedMessage = async (api: Api, chatId: ChatId, messageId: string, followed: Followed): Promise<ShownMessage> => {
  await followed.until(({ type }) => type === 'head')
  for (;;) {
    const { head, messages } = await api.chat.open({ chatId, limit: 500 })
    const found = messages.find((each) => each.messageId === messageId)
    // While it runs the file may not have it yet.
    if (found && head.running !== messageId && found.state !== 'waiting' && found.state !== 'writing') return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
