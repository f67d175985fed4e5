import { spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { AppError } from '../../../contract/errors.ts'
import { boundToHost } from '../../core/lib/bound-to-host.ts'

const TICK_MS = 1000
const MAX_LINE_CHARACTERS = 2000
// What a crash over hostile media does not look like: it says nothing of the recording, which must not be taken for a cut one.
const ENDED_FROM_OUTSIDE = new Set(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'])

export interface DecoderRun {
  readonly command: string
  readonly args: readonly string[]
  /** Takes stdout in order; the child is held back while it works. */
  readonly onOutput: (bytes: Uint8Array) => Promise<void> | void
  /** Takes stderr line by line; long lines are cut. */
  readonly onErrorLine: (line: string) => void
  /** The longest the child may run. */
  readonly limitMs: number
  /** The longest it may run without any output. */
  readonly stallMs: number
  /** Tells that work goes on which shows on neither output, such as a file that grows. */
  readonly progress?: () => Promise<number>
  readonly signal: AbortSignal
}

export interface DecoderExit {
  readonly code: number | null
  readonly killedBy: string | null
}

/**
 * Runs a decoder in a process group of its own, with a clean environment and nothing on its stdin, until it ends or we do.
 * Whatever goes wrong, no process is left behind. Rejects with what `onOutput` threw, DECODER_FAILED on a
 * limit, ENGINE_CRASHED when somebody else ended it, or AbortError.
 */
export const runDecoder = async (run: DecoderRun): Promise<DecoderExit> => {
  run.signal.throwIfAborted()
  const child = spawn(...boundToHost(run.command, run.args), {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', AV_LOG_FORCE_NOCOLOR: '1' },
  })
  const exited = new Promise<DecoderExit>((resolve, reject) => {
    child.once('error', (cause) => reject(notStarted(cause)))
    child.once('close', (code, killedBy) => (code === 126 || code === 127 ? reject(notStarted(new Error(`It ended with code ${code}.`))) : resolve({ code, killedBy })))
  })
  const stop = new AbortController()
  const end = (): void => killGroup(child.pid)
  const onAbort = (): void => stop.abort(run.signal.reason)
  stop.signal.addEventListener('abort', end, { once: true })
  run.signal.addEventListener('abort', onAbort, { once: true })

  let beats = 0
  const watch = watchLimits(run, () => beats, (reason) => stop.abort(reason))
  try {
    const output = consume(child.stdout, (bytes) => {
      beats += 1
      return run.onOutput(bytes)
    })
    const lines = consumeLines(child.stderr, (line) => {
      beats += 1
      run.onErrorLine(line)
    })
    const [exit] = await Promise.all([exited, output, lines])
    stop.signal.throwIfAborted()
    if (exit.killedBy !== null && ENDED_FROM_OUTSIDE.has(exit.killedBy)) throw endedFromOutside()
    return exit
  } catch (error) {
    end()
    await exited.catch(() => undefined)
    throw stop.signal.aborted ? stop.signal.reason : error
  } finally {
    clearInterval(watch)
    run.signal.removeEventListener('abort', onAbort)
  }
}

const consume = async (stream: Readable, take: (bytes: Uint8Array) => Promise<void> | void): Promise<void> => {
  for await (const bytes of stream) await take(bytes as Uint8Array)
}

/** Bounded: of a line that never ends, only the beginning is kept. */
const consumeLines = async (stream: Readable, take: (line: string) => void): Promise<void> => {
  let line = ''
  stream.setEncoding('utf8')
  for await (const text of stream) {
    const [first = '', ...rest] = String(text).split('\n')
    line = (line + first).slice(0, MAX_LINE_CHARACTERS)
    for (const next of rest) {
      take(line)
      line = next.slice(0, MAX_LINE_CHARACTERS)
    }
  }
  if (line !== '') take(line)
}

/** Counts ticks, not clock time, so that a Mac that slept for an hour does not count as a decoder that hung for one. */
const watchLimits = (run: DecoderRun, beats: () => number, stop: (reason: AppError) => void): NodeJS.Timeout => {
  let seen = ''
  let ticks = 0
  let ticksSinceBeat = 0
  return setInterval(() => {
    ticks += 1
    ticksSinceBeat += 1
    const current = beats()
    void (run.progress?.() ?? Promise.resolve(0)).catch(() => 0).then((extra) => {
      const mark = `${current}/${extra}`
      if (mark !== seen) ticksSinceBeat = 0
      seen = mark
      if (ticks * TICK_MS > run.limitMs) stop(overLimit('Opening the recording took too long and was stopped.'))
      if (ticksSinceBeat * TICK_MS > run.stallMs) stop(overLimit('The program that opens recordings stopped answering.'))
    })
  }, TICK_MS)
}

const notStarted = (cause: unknown): AppError => new AppError('DECODER_FAILED', 'The program that opens recordings could not be started.', { cause })

const endedFromOutside = (): AppError =>
  new AppError('ENGINE_CRASHED', 'The recording is safe, but the program that opens it was ended while it worked.', { next: 'Freehold tries again by itself.' })

const overLimit = (sentence: string): AppError => new AppError('DECODER_FAILED', sentence, { next: 'Try again; the recording is safe where it is.' })

const killGroup = (pid: number | undefined): void => {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
