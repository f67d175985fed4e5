import { MemoIdSchema } from '../../../contract/memos.ts'
import type { MemoId } from '../../../contract/memos.ts'
import { ORIGINS } from '../../../contract/privacy.ts'
import type { Origin } from '../../../contract/privacy.ts'

const FRONTMATTER = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/mu

/** A note's text below its frontmatter. */
export const bodyOf = (text: string): string => text.replace(/^\uFEFF/u, '').replace(firstBlock(text), '').replace(/^(?:[ \t]*\r?\n)+/, '')

/** Whether the text begins a frontmatter that never ends. */
export const isFrontmatterOpen = (text: string): boolean => /^\uFEFF?---[ \t]*\r?\n/u.test(text) && firstBlock(text) === ''

/**
 * What a note says it is: a memo's note, an attachment of a chat or a capture stays as private as what it was made from,
 * wherever its file went and whoever hands it over.
 */
export const saysOf = (text: string): { readonly origin: Origin | null; readonly memoId: MemoId | null; readonly isChat: boolean } => {
  const block = firstBlock(text)
  const kind = valueOf(block, 'kind')
  const isMemo = /^(?:audio-sha256|transcripts|recorded)[ \t]*:/m.test(block)
  const memoId = isMemo ? (MemoIdSchema.safeParse(valueOf(block, 'id')).data ?? null) : null
  if (isMemo) return { origin: 'memo', memoId, isChat: false }
  if (kind === 'attachment') return { origin: ORIGINS.find((origin) => origin === valueOf(block, 'origin')) ?? 'mail', memoId: null, isChat: false }
  // A chat may quote a memo, and its file alone does not say how private it is.
  if (kind === 'chat') return { origin: 'memo', memoId: null, isChat: true }
  return { origin: kind === 'capture' ? 'capture' : null, memoId: null, isChat: false }
}

/** Whether it is the kept text of a file that went along. */
export const isKept = (text: string): boolean => valueOf(firstBlock(text), 'kind') === 'attachment'

const firstBlock = (text: string): string => {
  const found = FRONTMATTER.exec(text)
  return found?.index === 0 ? found[0] : ''
}

const valueOf = (block: string, key: string): string | null => new RegExp(`^${key}[ \\t]*:[ \\t]*["']?([^"'\\r\\n]*?)["']?[ \\t]*$`, 'm').exec(block)?.[1] ?? null
