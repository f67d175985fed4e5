import type { Speeds } from './speeds.ts'

export type Stage = 'decode' | 'detect' | 'transcribe'

export interface JobProgress {
  /** `fraction` of the stage that is done. */
  report(stage: Stage, fraction: number): { readonly fraction: number; readonly remainingSeconds: number | null }
  setDuration(seconds: number): void
  setSpeech(seconds: number): void
}

const STAGES: readonly Stage[] = ['decode', 'detect', 'transcribe']
// The end belongs to filing: nothing says 100% before the note stands.
const BEFORE_FILING = 0.99
const LEAST_SECONDS_TO_JUDGE = 2

/** How far a job is and how long it still takes: each stage weighs what it takes on this machine. */
export const createJobProgress = (start: {
  readonly durationSeconds: number | null
  readonly model: string
  readonly speeds: Pick<Speeds, 'get'>
  readonly monotonic: () => number
}): JobProgress => {
  let durationSeconds = start.durationSeconds
  let speechSeconds = start.durationSeconds
  let highest = 0
  const done: Record<Stage, number> = { decode: 0, detect: 0, transcribe: 0 }
  let writingSinceMs: number | null = null
  let writtenBefore = 0

  const secondsOf = (stage: Stage): number =>
    stage === 'transcribe' ? (speechSeconds ?? 60) / start.speeds.get('transcribe', start.model) : (durationSeconds ?? 60) / start.speeds.get(stage)

  const remainingWriting = (): number => {
    const elapsed = writingSinceMs === null ? 0 : (start.monotonic() - writingSinceMs) / 1000
    const gained = done.transcribe - writtenBefore
    const left = 1 - done.transcribe
    return elapsed >= LEAST_SECONDS_TO_JUDGE && gained > 0.02 ? (elapsed / gained) * left : secondsOf('transcribe') * left
  }

  return {
    report: (stage, fraction) => {
      for (const earlier of STAGES.slice(0, STAGES.indexOf(stage))) done[earlier] = 1
      done[stage] = Math.min(1, Math.max(done[stage], fraction))
      if (stage === 'transcribe' && writingSinceMs === null) {
        writingSinceMs = start.monotonic()
        writtenBefore = done.transcribe
      }
      const total = STAGES.reduce((sum, each) => sum + secondsOf(each), 0)
      const finished = STAGES.reduce((sum, each) => sum + secondsOf(each) * done[each], 0)
      highest = Math.max(highest, total > 0 ? (finished / total) * BEFORE_FILING : 0)
      const early = secondsOf('decode') * (1 - done.decode) + secondsOf('detect') * (1 - done.detect)
      return { fraction: highest, remainingSeconds: durationSeconds === null ? null : early + remainingWriting() }
    },
    setDuration: (seconds) => {
      if (durationSeconds === null) speechSeconds = seconds
      durationSeconds = seconds
    },
    setSpeech: (seconds) => {
      speechSeconds = seconds
    },
  }
}
