import { useEffect, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import type { ChatId, ChatMode, MessageId } from '../contract/chat.ts'
import { problemOf } from './client.ts'
import { ChatPage, openChat, type OpenChat, type Whereabouts } from './features/chat/index.ts'
import { ChatHead } from './features/chats/index.ts'
import { Composer } from './features/composer/index.ts'
import type { Parts } from './parts.ts'
import type { Place } from './ui/frame.tsx'
import { inSentence } from './words/place.ts'

interface Props {
  readonly parts: Parts
  readonly chatId: ChatId | null
  readonly messageId: MessageId | null
  readonly machine: string
  readonly places: readonly Place[]
}

/** One chat, opened while it is on screen, with what it needs to know of privacy and models. */
export const ChatScreen = ({ parts, chatId, messageId, machine, places }: Props) => {
  const [chat, setChat] = useState<OpenChat | null>(null)
  const privacy = useStore(parts.privacy, ({ state }) => state)
  const hasModel = useStore(parts.status, ({ status }) => status === null || status.language === 'ready')
  const { chatApi, readSettings } = parts
  const [firstMode, setFirstMode] = useState<ChatMode>('auto')

  useEffect(() => {
    const opened = openChat(chatApi.chat, chatId, messageId, problemOf)
    setChat(opened)
    return () => opened.close()
  }, [chatApi, chatId, messageId])

  // Read anew with each chat: the settings are edited by hand as well. Without them the mode of their beginning is shown.
  useEffect(() => {
    if (chatId !== null) return
    const ours = new AbortController()
    readSettings(ours.signal).then(({ settings }) => setFirstMode(settings.chat.mode), () => {})
    return () => ours.abort()
  }, [readSettings, chatId])

  const where = useMemo<Whereabouts>(
    () => ({ machine, place: inSentence(machine), localOnly: privacy !== null && (privacy.localOnly || privacy.forced !== null), destinations: privacy?.destinations ?? [], firstMode }),
    [machine, privacy, firstMode],
  )
  return chat && <ChatPage chat={chat} api={chatApi} where={where} places={places} hasModel={hasModel} problemOf={problemOf} composer={(props) => <Composer {...props} composing={parts.composing} chatId={chat.chatId} />}
        titleMenu={({ api, ...props }) => <ChatHead {...props} api={api.chat} deeds={parts.chatDeeds} />} />
}
