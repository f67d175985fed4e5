import type { MemoStep } from '../../contract/memos.ts'
import type { Terminal } from './client.ts'

const DOING: Readonly<Record<MemoStep, string>> = {
  identify: 'Reading',
  decode: 'Opening',
  detect: 'Finding speech',
  transcribe: 'Writing it down',
  file: 'Filing',
  describe: 'Giving it a title',
}

export interface ProgressState {
  readonly name: string
  readonly step: MemoStep
  readonly fraction: number
  readonly remainingSeconds: number | null
  readonly words: string
}

/** One line that fits the terminal: `Writing it down, 64% · about 40 s left · …the newest words`. */
export const progressLine = ({ name, step, fraction, remainingSeconds, words }: ProgressState, columns: number): string => {
  const left = remainingSeconds === null ? '' : ` · about ${remainingSeconds < 90 ? `${Math.ceil(remainingSeconds)} s` : `${Math.ceil(remainingSeconds / 60)} min`} left`
  const head = `${name}: ${DOING[step]}, ${Math.floor(fraction * 100)}%${left}`
  const room = columns - head.length - 5
  const tail = words.replaceAll(/\s+/g, ' ').trim()
  return (room > 12 && tail ? `${head} · …${tail.slice(-room)}` : head).slice(0, Math.max(1, columns - 1))
}

/** Draws progress in place on a terminal; draws nothing where nobody watches. */
export const createProgress = (terminal: Terminal): { readonly show: (state: ProgressState) => void; readonly clear: () => void } => {
  let drawn = false
  return {
    show: (state) => {
      if (!terminal.isTerminal) return
      drawn = true
      terminal.err(`\r\u001B[2K${progressLine(state, terminal.columns)}`)
    },
    clear: () => {
      if (drawn) terminal.err('\r\u001B[2K')
      drawn = false
    },
  }
}
