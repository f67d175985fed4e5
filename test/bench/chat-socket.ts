import { dirname, parse } from 'node:path'
import type { ChatId, MessageId } from '../../src/contract/chat.ts'
import type { HostConnection } from '../../src/main/rpc/index.ts'
import { createHome, startHost } from '../e2e/start-host.ts'
import type { Taken } from './chat-direct.ts'

interface Begun {
  readonly chatId: ChatId
  readonly messageId: MessageId
}

export interface SocketChat {
  /** The same turn answered again. */
  ask(): Promise<Taken>
  end(): Promise<void>
}

/** One chat on a real host, asked over its socket as the page and the command line ask; the first answer is not measured. */
export const startSocketChat = async (options: { readonly modelPath: string; readonly text: string; readonly maxTokens: number; readonly sampling: Readonly<Record<string, number>> }): Promise<SocketChat> => {
  const { modelPath, text, maxTokens, sampling } = options
  const id = parse(modelPath).name
  const settings = JSON.stringify({ models: { language: modelPath, sampling: { [id]: sampling } }, chat: { maxAnswerTokens: maxTokens } })
  const home = await createHome({ models: [dirname(modelPath)], settings })
  const host = await startHost(home)
  const connection = await host.connect()
  const end = async (): Promise<void> => {
    connection.close()
    await host.stop()
    await home.remove()
  }
  try {
    const sent = await connection.api.chat.send({ text, mode: 'local-only' })
    let { messageId } = await untilDone(connection, sent.chatId, async () => sent)
    return {
      ask: async () => {
        const { taken, messageId: latest } = await untilDone(connection, sent.chatId, () => connection.api.chat.regenerate({ chatId: sent.chatId, messageId }))
        messageId = latest
        return taken
      },
      end,
    }
  } catch (error) {
    await end()
    throw error
  }
}

/** Follows the chat, asks, and measures from the asking to what comes. */
const untilDone = async ({ api }: HostConnection, chatId: ChatId, ask: () => Promise<Begun>): Promise<{ readonly taken: Taken; readonly messageId: MessageId }> => {
  const leaving = new AbortController()
  try {
    const events = await api.chat.follow({ chatId }, { signal: leaving.signal })
    // What stands comes first; the asking is measured once it is followed.
    const startedMs = performance.now()
    const begun = ask()
    const messageId = (await begun).messageId
    let firstMs: number | null = null
    let text = ''
    for await (const event of events) {
      if (event.type === 'delta' && event.messageId === messageId) {
        firstMs ??= performance.now() - startedMs
        text += event.text
      }
      if ((event.type === 'done' || event.type === 'error') && event.message.messageId === messageId) {
        const totalMs = performance.now() - startedMs
        if (event.type === 'error') throw new Error(event.message.problem?.message ?? event.message.offer?.words ?? 'It was not answered.')
        return { taken: { firstMs: firstMs ?? totalMs, writingMs: totalMs - (firstMs ?? totalMs), tokens: event.message.madeBy?.tokensOut ?? 0, text }, messageId }
      }
      // It may have ended before it was followed.
      if (event.type === 'message' && event.message.messageId === messageId && event.message.state !== 'waiting' && event.message.state !== 'writing') {
        return { taken: { firstMs: Number.NaN, writingMs: Number.NaN, tokens: 0, text: event.message.text }, messageId }
      }
    }
    throw new Error('The chat could not be followed to its end.')
  } finally {
    leaving.abort()
  }
}
