import type { MemoState, WaitReason } from '../../../contract/memos.ts'

const STATE_WORDS: Readonly<Record<MemoState, string>> = { waiting: 'waiting', working: 'being written down', filed: 'written down', skipped: 'left out', failed: 'failed', cancelled: 'cancelled' }
const WAIT_WORDS: Readonly<Record<WaitReason, string>> = { rest: 'for its file', turn: 'for its turn', model: 'for a speech model', download: 'for iCloud', vault: 'for the vault', disk: 'for room on the disk', pause: 'while the work is paused', decoder: 'for a decoder' }

/** How a memo stands, in a few words that say nothing of what is in it. */
export const memoStateWords = ({ state, waitsFor }: { readonly state: MemoState; readonly waitsFor: WaitReason | null }): string =>
  state === 'waiting' && waitsFor !== null ? `waiting ${WAIT_WORDS[waitsFor]}` : STATE_WORDS[state]
