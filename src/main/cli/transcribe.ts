import type { TranscribeResult } from '../../contract/transcribe.ts'
import type { HostClient, Terminal } from './client.ts'
import { problemOf, problemText } from './problem.ts'
import { createProgress } from './progress.ts'

export interface TranscribeOptions {
  readonly json: boolean
  readonly model: string | undefined
  readonly language: string | undefined
  /** Whether a note is filed in the vault. */
  readonly file: boolean
}

/** Writes files down one after the other; 0 when all of them are, 1 when any failed. */
export const transcribeCommand = async (
  client: HostClient,
  files: readonly { readonly name: string; readonly path: string }[],
  options: TranscribeOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> => {
  const progress = createProgress(terminal)
  let failed = 0
  for (const { name, path } of files) {
    const result = await transcribeOne(client, name, path, options, progress.show, signal)
    progress.clear()
    if (!result.ok) failed += 1
    if (options.json) terminal.out(`${JSON.stringify(result)}\n`)
    else report(result, files.length > 1, terminal)
  }
  return failed === 0 ? 0 : 1
}

const transcribeOne = async (
  client: HostClient,
  name: string,
  path: string,
  { model, language, file }: TranscribeOptions,
  show: ReturnType<typeof createProgress>['show'],
  signal: AbortSignal,
): Promise<TranscribeResult> => {
  const started = performance.now()
  try {
    const events = await client.transcribe.file({ path, file, ...(model ? { model } : {}), ...(language ? { language } : {}) }, { signal })
    for await (const event of events) {
      if (event.type === 'result') return { ...event.result, file: name }
      show({ name, step: event.step, fraction: event.fraction, remainingSeconds: event.remainingSeconds, words: event.words })
    }
    throw new Error('It ended before it was done. Nothing is lost: the same command starts it again.')
  } catch (error) {
    if (signal.aborted) throw error
    return {
      file: name,
      ok: false,
      error: problemOf(error),
      engine: '',
      model: model ?? '',
      language: language ?? '',
      durationSeconds: 0,
      speechSeconds: 0,
      elapsedSeconds: (performance.now() - started) / 1000,
      text: '',
      segments: [],
    }
  }
}

const report = (result: TranscribeResult, named: boolean, { out, err }: Terminal): void => {
  if (!result.ok) {
    err(`${result.file}: ${result.error ? problemText(result.error) : 'It was not written down.'}\n`)
    return
  }
  if (named) out(`${result.file}\n`)
  out(`${result.text || 'No speech in it.'}\n`)
  if (result.damage) err(`${result.damage}\n`)
  if (result.note) err(`Filed as ${result.note}\n`)
}
