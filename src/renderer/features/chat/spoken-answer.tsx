import { useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { ChatStore } from './chat-store.ts'

const PAUSE_MS = 1000

/** As it is spoken: without the marks of Markdown, code by its mention, links by their words. */
export const plainWords = (markdown: string): string =>
  markdown
    .replaceAll(/```[\s\S]*?(```|$)/g, ' (code) ')
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/^\s*(#{1,6}|[-*+]|>|\d+\.)\s+/gm, '')
    .replaceAll(/[*_`~|]+/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()

/** How many characters of a text are whole sentences; all of them once it is finished. */
export const wholeSentences = (text: string, finished: boolean): number => {
  if (finished) return text.length
  const ends = [...text.matchAll(/[.!?:](?=\s)|\n/g)]
  const last = ends.at(-1)
  return last ? last.index + last[0].length : 0
}

/** Tells ears politely, sentence by sentence, what is being answered; what was there before is not read out. */
export const SpokenAnswer = ({ store }: { readonly store: ChatStore }) => {
  const last = useStore(store, ({ messages }) => messages.at(-1) ?? null)
  const [words, setWords] = useState('')
  const told = useRef<{ readonly id: string; readonly length: number } | null>(null)
  const latest = useRef(last)
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)

  useEffect(() => {
    latest.current = last
    if (!last || last.role !== 'answer') return
    const growing = last.state === 'writing' || last.state === 'waiting'
    if (told.current?.id !== last.messageId) {
      if (!growing) return
      // One that is met in the middle is told from there on.
      told.current = { id: last.messageId, length: last.text.length }
    }
    timer.current ??= setTimeout(() => {
      timer.current = null
      const now = latest.current
      if (!now || told.current?.id !== now.messageId) return
      const end = wholeSentences(now.text, now.state !== 'writing' && now.state !== 'waiting')
      if (end <= told.current.length) return
      setWords(plainWords(now.text.slice(told.current.length, end)))
      told.current = { id: now.messageId, length: end }
    }, PAUSE_MS)
  }, [last])
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current)
    },
    [],
  )
  return (
    <div className="said" role="status" aria-live="polite">
      {words}
    </div>
  )
}
