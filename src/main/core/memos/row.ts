import type { MemoCounts, MemoRow, WaitReason } from '../../../contract/memos.ts'
import type { Entry, StateCount } from '../ports/index.ts'
import type { JobState } from './board.ts'
import { NO_SPEECH, waitSentence } from './sentences.ts'
import { newestWords } from './titles.ts'

const NEEDS_THE_PERSON: readonly WaitReason[] = ['model', 'vault', 'disk', 'decoder']

/** A memo's id, or one made from the entry's number for a file that is not a memo. */
export const rowIdOf = (entry: Pick<Entry, 'memoId' | 'entryId'>): string => entry.memoId ?? `file-${entry.entryId}`

/** The row a person sees of an entry. */
export const toRow = (entry: Entry, job: JobState | null, paused: boolean): MemoRow => {
  const waitsFor = entry.state === 'waiting' ? (paused && entry.waitsFor === 'turn' ? 'pause' : (entry.waitsFor ?? 'turn')) : null
  const working = entry.state === 'working'
  return {
    rowId: rowIdOf(entry),
    memoId: entry.memoId,
    title: entry.title,
    line: lineOf(entry, job, waitsFor),
    fileName: entry.fileName,
    source: entry.source,
    recordedAt: entry.recordedAt,
    durationSeconds: entry.durationSeconds,
    state: entry.state,
    waitsFor,
    step: working ? (job?.step ?? entry.step) : entry.state === 'filed' ? (job?.step ?? null) : null,
    fraction: working ? (job?.fraction ?? 0) : null,
    remainingSeconds: working ? (job?.remainingSeconds ?? null) : null,
    problem: entry.problem && { code: entry.problem.code, message: entry.problem.message, next: entry.problem.next },
    damage: entry.damage,
    speech: entry.speech,
    doubtCount: entry.doubtCount,
  }
}

const lineOf = (entry: Entry, job: JobState | null, waitsFor: WaitReason | null): string => {
  if (waitsFor !== null) return waitSentence(waitsFor, entry)
  switch (entry.state) {
    case 'working':
      return newestWords(job?.segments.slice(-12).map((segment) => segment.text.trim()).join(' ') ?? '')
    case 'failed':
    case 'skipped':
      return entry.problem?.message ?? ''
    case 'cancelled':
      return 'Left out. It can be written down at any time.'
    default:
      if (entry.damage !== null) return entry.damage
      return entry.speech === false ? NO_SPEECH : (entry.summary ?? entry.line)
  }
}

/** Every known file once: filed, working, waiting, needYou, skipped and cancelled add up to the total. */
export const toCounts = (states: readonly StateCount[], paused: boolean): MemoCounts => {
  const counts = { total: 0, filed: 0, working: 0, waiting: 0, needYou: 0, skipped: 0, cancelled: 0 }
  for (const { state, waitsFor, count } of states) {
    counts.total += count
    if (state === 'failed' || (state === 'waiting' && waitsFor !== null && NEEDS_THE_PERSON.includes(waitsFor))) counts.needYou += count
    else counts[state] += count
  }
  return { ...counts, paused }
}
