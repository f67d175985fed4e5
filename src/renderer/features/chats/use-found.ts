import { useEffect, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import type { ChatHit, ChatId } from '../../../contract/chat.ts'
import type { Api } from '../../client.ts'
import { createChatsList } from './chats-list.ts'

const SETTLE_MS = 150

export type FindApi = Pick<Api['chat'], 'list' | 'listChanges' | 'search'>

/** The chats and the places in them that hold `text`; `within` looks into one chat only. */
export const useFound = (api: FindApi, text: string, within: ChatId | null, onProblem: (error: unknown) => void) => {
  const list = useMemo(() => createChatsList(api), [api])
  const { rows, nextCursor, loading } = useStore(list.store)
  const [hits, setHits] = useState<{ readonly text: string; readonly hits: readonly ChatHit[] }>({ text: '', hits: [] })
  const typed = text.trim()

  useEffect(() => {
    const ours = new AbortController()
    void list.watch(ours.signal)
    return () => ours.abort()
  }, [list])

  useEffect(() => {
    const ours = new AbortController()
    const fail = (error: unknown): void => {
      if (!ours.signal.aborted) onProblem(error)
    }
    const timer = setTimeout(() => {
      list.narrow(typed, ours.signal).catch(fail)
      if (typed === '') setHits({ text: '', hits: [] })
      else api.search({ text: typed, ...(within !== null && { chatId: within }) }, { signal: ours.signal }).then((found) => setHits({ text: typed, hits: found.hits }), fail)
    }, typed === '' ? 0 : SETTLE_MS)
    return () => {
      clearTimeout(timer)
      ours.abort()
    }
  }, [api, list, typed, within, onProblem])

  return {
    rows,
    loading,
    hits: typed === '' ? [] : hits.hits,
    /** What is shown was found for what is typed now. */
    settled: hits.text === typed && !loading,
    more: () => {
      if (nextCursor !== null) list.more(new AbortController().signal).catch(onProblem)
    },
  }
}
