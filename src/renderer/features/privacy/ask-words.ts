import type { Ask, AskAnswer } from '../../../contract/privacy.ts'
import { bytesInWords } from '../../words/bytes.ts'
import { originsInWords } from '../../words/origin-words.ts'

/** For how long a yes holds. */
export type Remember = Extract<AskAnswer, 'once' | 'chat' | 'always'>

/** What can be remembered of this question; a chat only where there is one, a rule only where something names it. */
export const rememberItems = ({ chat, origins, destination }: Ask): readonly { readonly value: Remember; readonly label: string }[] => [
  { value: 'once', label: 'Just this once' },
  ...(chat === null ? [] : [{ value: 'chat', label: 'This chat' } as const]),
  ...(origins.length === 0 ? [] : [{ value: 'always', label: `${originsInWords(origins)} → ${destination}` } as const]),
]

/** The send button's words follow what is remembered. */
export const SEND_WORDS: Readonly<Record<Remember, string>> = { once: 'Send once', chat: 'Send in this chat', always: 'Always send' }

/** `148 kB · 5 of 5 details hidden` */
export const payloadWords = ({ sizeBytes, hiddenCount, foundCount }: Ask): string => {
  const details = foundCount === 0 ? 'no details found' : `${hiddenCount} of ${foundCount} ${foundCount === 1 ? 'detail' : 'details'} hidden`
  return `${bytesInWords(sizeBytes)} · ${details}`
}

/** `Never send files` */
export const neverWords = ({ origins }: Ask): string => `Never send ${originsInWords(origins).toLowerCase()}`

/** Which question is shown: the one on screen stays there while it waits; then the oldest. */
export const shownAsk = (asks: readonly Ask[], onScreen: string | null): Ask | null => asks.find(({ askId }) => askId === onScreen) ?? asks[0] ?? null
