import type { MemoRow, MemoStep, WaitReason } from '../../../contract/memos.ts'
import { remainingInWords } from '../../words/durations.ts'
import type { IconName } from '../../ui/icon.tsx'

export type RowAction = 'open' | 'reveal' | 'retry' | 'cancel' | 'resume' | 'models' | 'settings' | 'use-demo'

export interface RowWords {
  readonly tile: { readonly icon: IconName; readonly tone: 'plain' | 'quiet' | 'danger' } | 'ring'
  readonly line: string
  /** One line is enough for words of the recording; what happened is always shown whole. */
  readonly clip: boolean
  readonly progress: { readonly fraction: number; readonly words: string } | null
  readonly actions: readonly { readonly action: RowAction; readonly label: string }[]
}

const DOING: Readonly<Record<MemoStep, string>> = {
  identify: 'Looking at it',
  decode: 'Reading it',
  detect: 'Finding the speech',
  transcribe: 'Writing it down',
  file: 'Filing it',
  describe: 'Giving it a title',
}

const TRY_AGAIN = { action: 'retry', label: 'Try again' } as const
const SHOW_FILE = { action: 'reveal', label: 'Show the file' } as const

/** What the person can do about each wait; the host's own sentence takes the place of ours where it sent one. */
const waitWords = (reason: WaitReason, place: string): Pick<RowWords, 'line' | 'actions'> => {
  switch (reason) {
    case 'rest':
      return { line: 'Still being written. It starts as soon as the file is finished.', actions: [] }
    case 'turn':
      return { line: 'Waits for its turn.', actions: [{ action: 'cancel', label: 'Leave it out' }] }
    case 'model':
      return {
        line: `Waits for a model that can write it down; none is on ${place} yet.`,
        actions: [
          { action: 'models', label: 'See the models' },
          { action: 'use-demo', label: 'Use the demo model' },
        ],
      }
    case 'download':
      return { line: 'Still in iCloud. Open Voice Memos once and it comes down by itself.', actions: [] }
    case 'vault':
      return { line: 'Waits for the vault folder, which cannot be written now. Nothing is lost.', actions: [TRY_AGAIN, { action: 'settings', label: 'See the folder' }] }
    case 'disk':
      return { line: 'Waits for room on the disk. Nothing is lost.', actions: [TRY_AGAIN] }
    case 'pause':
      return { line: 'Paused.', actions: [{ action: 'resume', label: 'Go on' }] }
    case 'decoder':
      return { line: `Nothing on ${place} opens this kind of recording yet.`, actions: [TRY_AGAIN, SHOW_FILE] }
  }
}

const sentenceOf = (row: MemoRow): string | null => row.problem && [row.problem.message, row.problem.next].filter(Boolean).join(' ')

const filed = (row: MemoRow): RowWords => {
  if (row.damage !== null) {
    const actions = [{ action: 'open', label: 'Open what was saved' } as const, SHOW_FILE]
    return { tile: { icon: 'bang', tone: 'danger' }, line: row.damage, clip: false, progress: null, actions }
  }
  if (row.speech === false) {
    return { tile: { icon: 'wav', tone: 'quiet' }, line: 'No speech in it. Kept as a note that says so.', clip: false, progress: null, actions: [] }
  }
  return { tile: { icon: 'wav', tone: 'plain' }, line: row.line, clip: true, progress: null, actions: [] }
}

/** The words of working: `Writing it down, 64% · about 40 s left`. */
export const progressWords = (row: MemoRow): string => {
  const doing = row.step === null ? 'Starting' : DOING[row.step]
  const percent = row.fraction === null ? '' : `, ${Math.round(row.fraction * 100)}%`
  const left = row.remainingSeconds === null ? '' : ` · ${remainingInWords(row.remainingSeconds)}`
  return `${doing}${percent}${left}`
}

/** What a row says and offers, by its state; every state has words. */
export const rowWords = (row: MemoRow, place: string): RowWords => {
  switch (row.state) {
    case 'filed':
      return filed(row)
    case 'working':
      return {
        tile: 'ring',
        line: row.line === '' ? '' : `“…${row.line.replace(/^…/, '')}”`,
        clip: true,
        progress: { fraction: row.fraction ?? 0, words: progressWords(row) },
        actions: [],
      }
    case 'waiting': {
      const { line, actions } = waitWords(row.waitsFor ?? 'turn', place)
      const icon = row.waitsFor === 'download' ? 'idown' : row.waitsFor === 'pause' ? 'pause' : 'clock'
      return { tile: { icon, tone: 'quiet' }, line: sentenceOf(row) ?? line, clip: false, progress: null, actions }
    }
    case 'failed': {
      const line = sentenceOf(row) ?? 'It could not be written down. The recording is untouched.'
      const actions = row.memoId === null || row.damage === null ? [TRY_AGAIN, SHOW_FILE] : [{ action: 'open', label: 'Open what was saved' } as const, SHOW_FILE]
      return { tile: { icon: 'bang', tone: 'danger' }, line, clip: false, progress: null, actions }
    }
    case 'skipped':
      return { tile: { icon: 'minus', tone: 'quiet' }, line: sentenceOf(row) ?? 'Left out.', clip: false, progress: null, actions: [SHOW_FILE] }
    case 'cancelled':
      return {
        tile: { icon: 'minus', tone: 'quiet' },
        line: 'Left out because you stopped it. The recording is untouched.',
        clip: false,
        progress: null,
        actions: [{ action: 'retry', label: 'Write it down' }],
      }
  }
}
