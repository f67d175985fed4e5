import type { Message } from '../../../contract/chat.ts'
import { oneLine } from '../lib/one-line.ts'
import { wallClock } from './wall-clock.ts'

/** The line above a message, for whoever reads the file; it is made anew each time and never read back. */
export const headingOf = (message: Message, isShown: boolean, dayBefore: string | null): string => {
  const at = wallClock(message.at)
  const when = at === null ? oneLine(message.at) : message.role === 'answer' && at.day === dayBefore ? at.time : `${at.day}, ${at.time}`
  return `## ${whoOf(message)} · ${when}${isShown ? '' : ' · earlier version'}`
}

/** The line after it that says how it ended; null when it ended well. */
export const stateLine = ({ state, problem, offer }: Message): string | null => {
  const because = oneLine(problem?.message ?? offer?.words ?? '')
  const words = { waiting: 'Not answered yet.', writing: 'Not finished.', finished: null, stopped: 'Stopped.', length: 'As long as it may be.', unfinished: 'Unfinished: Freehold ended in the middle.', failed: 'Failed.', offered: 'Not sent.', kept: 'Kept on this Mac.' }[state]
  if (words === null) return null
  return `*${[words, because].filter((part) => part !== '').join(' ').replaceAll('*', '\\*')}*`
}

/** Who speaks: `You`, `This Mac · gemma-3-4b`, `Anthropic · claude`. */
export const whoOf = ({ role, text, madeBy, covers }: Message): string => {
  if (role === 'you') return 'You'
  if (role === 'mark') return text === '' ? `Left out before here${covers === null ? '' : ` (${covers} messages)`}` : `Summary of what came before${covers === null ? '' : ` (${covers} messages)`}`
  const model = oneLine(madeBy?.model ?? '')
  return `${oneLine(madeBy?.destination ?? '') || 'This Mac'}${model === '' ? '' : ` · ${model}`}`
}
