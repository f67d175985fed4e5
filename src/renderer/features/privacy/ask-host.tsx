import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { ShownProblem } from '../../client.ts'
import type { PrivacyApi } from './privacy-api.ts'
import { AskSheet } from './ask-sheet.tsx'
import { shownAsk } from './ask-words.ts'
import type { PrivacyStore } from './privacy-store.ts'

const NONE = [] as const

/** Shows what waits at the gate, one question at a time, on whatever screen there is. One that was answered elsewhere goes by itself. */
export const AskHost = ({
  store,
  answer,
  machine,
  problemOf,
}: {
  readonly store: PrivacyStore
  readonly answer: PrivacyApi['privacy']['answer']
  readonly machine: string
  readonly problemOf: (error: unknown) => ShownProblem | null
}) => {
  const asks = useStore(store, ({ state, stale }) => (stale ? NONE : (state?.asks ?? NONE)))
  const [onScreen, setOnScreen] = useState<string | null>(null)
  const ask = shownAsk(asks, onScreen)
  const askId = ask?.askId ?? null
  useEffect(() => setOnScreen(askId), [askId])
  return ask && <AskSheet key={ask.askId} ask={ask} waiting={asks.length} machine={machine} answer={answer} problemOf={problemOf} />
}
