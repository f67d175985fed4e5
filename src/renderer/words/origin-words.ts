import type { Origin } from '../../contract/privacy.ts'
import type { IconName } from '../ui/icon.tsx'

/** Where content came from: many of it, one of it, and its drawing. */
export const ORIGIN_WORDS: Readonly<Record<Origin, { readonly many: string; readonly one: string; readonly icon: IconName }>> = {
  memo: { many: 'Memos', one: 'Memo', icon: 'wav' },
  capture: { many: 'Captures', one: 'Capture', icon: 'bolt' },
  note: { many: 'Notes', one: 'Note', icon: 'note' },
  file: { many: 'Files', one: 'File', icon: 'fold' },
  chat: { many: 'Typed chat', one: 'Chat', icon: 'bubble' },
  mail: { many: 'Mail', one: 'Mail', icon: 'mail' },
  calendar: { many: 'Calendar', one: 'Calendar', icon: 'cal' },
  health: { many: 'Health', one: 'Health', icon: 'heart' },
  feed: { many: 'Feeds', one: 'Feed', icon: 'globe' },
  web: { many: 'Web', one: 'Web', icon: 'globe' },
  tool: { many: 'Tools', one: 'Tool', icon: 'set' },
}

/** `Files`, `Files and notes`, `Files, notes and typed chat`; `Everything` where nothing is named. */
export const originsInWords = (origins: readonly Origin[]): string => {
  const words = origins.map((origin, at) => (at === 0 ? ORIGIN_WORDS[origin].many : ORIGIN_WORDS[origin].many.toLowerCase()))
  if (words.length === 0) return 'Everything'
  return words.length === 1 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
