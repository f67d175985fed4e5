import type { Offer } from '../../../contract/chat.ts'
import type { Decision } from '../../../contract/privacy.ts'

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

/** "Kept here. Memos never go to the cloud.": the most telling reason. */
export const keptToWords = ({ reasons }: Decision): string => `Kept here. ${reasons[0]?.words ?? 'It may not leave this Mac'}.`

const toFigure = (tokens: number | null): string => (tokens ?? 0).toLocaleString('en-US')
