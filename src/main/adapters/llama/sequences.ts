import type { LlamaContextSequence } from 'node-llama-cpp'

/** The name under which titles, topics and the like are written: nothing of it is kept, so it leaves first. */
export const NO_CONVERSATION = ''

export interface Sequences {
  /** The sequence of a conversation, with what it has read; or a fresh one. */
  take(conversation: string): Promise<LlamaContextSequence>
}

interface Held {
  readonly sequence: LlamaContextSequence
  conversation: string | null
}

/**
 * Keeps what several chats have read. The library gives each sequence its whole room at once, so each is a context of its own, made
 * when it is needed; where there is no memory for a further one, the chat that was not used for longest gives its own up.
 */
export const createSequences = (deps: {
  readonly first: LlamaContextSequence
  /** Null when there is no room for a further one. */
  readonly open: () => Promise<LlamaContextSequence | null>
  readonly mostChats: number
}): Sequences => {
  // In the order of their use, the latest last.
  const held: Held[] = [{ sequence: deps.first, conversation: null }]

  const openFurther = async (conversation: string): Promise<Held | null> => {
    const chats = held.filter((one) => one.conversation !== NO_CONVERSATION).length
    if (conversation !== NO_CONVERSATION && chats >= deps.mostChats) return null
    const sequence = await deps.open()
    return sequence === null ? null : { sequence, conversation: null }
  }

  const leastUsed = (conversation: string): Held => {
    const chats = held.filter((one) => one.conversation !== NO_CONVERSATION)
    // With as many chats as may be, the room of titles is not taken: it would be made again at once.
    const isFull = conversation !== NO_CONVERSATION && chats.length >= deps.mostChats
    return (isFull ? undefined : held.find((one) => one.conversation === NO_CONVERSATION)) ?? chats[0] ?? (held[0] as Held)
  }

  return {
    take: async (conversation) => {
      const mine =
        held.find((one) => one.conversation === conversation) ??
        held.find((one) => one.conversation === null) ??
        (await openFurther(conversation)) ??
        leastUsed(conversation)
      if (mine.conversation !== conversation) {
        if (mine.conversation !== null) await mine.sequence.clearHistory()
        mine.conversation = conversation
      }
      const at = held.indexOf(mine)
      if (at >= 0) held.splice(at, 1)
      held.push(mine)
      return mine.sequence
    },
  }
}
