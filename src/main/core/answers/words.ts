import type { Offer } from '../../../contract/chat.ts'
import type { Labels, Reason } from '../../../contract/privacy.ts'
import { privateBecause } from '../lib/private-because.ts'
import type { Routed } from '../routing/index.ts'

/** Why a turn waits, as one sentence with its figures, and what is safe. */
export const offerToWords = (why: Offer['why'], tokens: number | null, holds: number | null): string => `${reasonOf(why, toFigure(tokens), toFigure(holds))} Nothing has been sent.`

const reasonOf = (why: Offer['why'], tokens: string, holds: string): string => {
  switch (why) {
    case 'long':
      return `This is ${tokens} tokens; the model on this Mac holds ${holds}.`
    case 'full':
      return `With this turn the chat is ${tokens} tokens; the model on this Mac holds ${holds}.`
    case 'hard':
      return 'You marked this as more than the model on this Mac can do.'
    case 'failed':
      return 'The model on this Mac failed.'
    case 'missing':
      return 'No language model is on this Mac.'
    case 'choose':
      return 'You say where each turn of this chat is answered.'
  }
}

/** "Kept here. Local only is on, and this chat quotes a memo: memos never go to the cloud.": all that keeps it, so that nobody turns off the one in vain. */
export const keptToWords = ({ decision: { reasons }, labels, chat }: Pick<Routed, 'decision' | 'labels' | 'chat'>, never: Reason | null): string => {
  const [first] = reasons
  const isShut = first?.rule === 'local-only'
  if (first === undefined || (isShut && never === null)) return `Kept here. ${first?.words ?? 'It may not leave this Mac'}.`
  const why = isShut && never !== null ? never : first
  const because = chat === null ? null : quoted(why, labels)
  const rule = because === null ? why.words : `this chat ${because}${why.rule.startsWith('table:') ? `: ${lowered(why.words)}` : `. ${why.words}`}`
  return isShut ? `Kept here. Local only is on, and ${lowered(rule)}.` : `Kept here. ${raised(rule)}.`
}

// What in it the rule speaks of; a topic and a person say so themselves.
const quoted = ({ rule }: Reason, labels: Labels): string | null => {
  const [, origin] = /^table:(\w+)\./.exec(rule) ?? []
  if (origin !== undefined) return privateBecause([{ ...NOTHING, sources: labels.sources.filter((source) => source.origin === origin) }])
  return rule.startsWith('rule:') ? privateBecause([labels]) : null
}

const NOTHING: Labels = { sources: [], details: [], topics: [], people: [], unsure: false }

const lowered = (words: string): string => words.slice(0, 1).toLowerCase() + words.slice(1)
const raised = (words: string): string => words.slice(0, 1).toUpperCase() + words.slice(1)

const toFigure = (tokens: number | null): string => (tokens ?? 0).toLocaleString('en-US')
