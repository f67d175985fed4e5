import type { LoadedModel, LoadModel } from '../../core/ports/index.ts'
import { type Heard, type Piece, type SpeechEvent, type TranscribeParams, TranscribeParamsSchema, type Transcribed } from './calls.ts'
import { modelBroken } from './model-failures.ts'
import { checkSpeechModel } from './model-file.ts'
import { nativeDevice } from './native-device.ts'
import { contextForPrompt, packForPrompt } from './pack-parts.ts'
import { readParts } from './pcm-file.ts'
import { repairPieces } from './repair-pieces.ts'
import { shiftHeard } from './shift-heard.ts'

/** Loads a Whisper model in the child process; its one method is `transcribe`. */
export const loadWhisper: LoadModel = async ({ modelPath, threads }) => {
  const { multilingual } = await checkSpeechModel(modelPath, 'whisper')
  const { initWhisper } = await import('@fugood/whisper.node')
  const context = await initWhisper({ filePath: modelPath, useGpu: true }).catch((error: unknown) => {
    throw modelBroken(modelPath, error)
  })

  const call: LoadedModel['call'] = async ({ params, emit, signal }) => {
    const request = TranscribeParamsSchema.parse(params)
    const groups = packForPrompt(request.parts, request.gapSeconds, request.prompt)
    const heard: Heard[] = []
    let language: string | null = null
    for (const [index, { parts, offsetSeconds }] of groups.entries()) {
      signal.throwIfAborted()
      const answer = await transcribeParts({ ...request, parts: [...parts] }, (event) => {
        if (event.type === 'heard') emit({ type: 'heard', heard: shiftHeard(event.heard, offsetSeconds) })
        else emit({ type: 'progress', fraction: (index + event.fraction) / groups.length })
      })
      heard.push(...shiftHeard(answer.heard, offsetSeconds))
      language ??= answer.language
    }
    return { heard, language } satisfies Transcribed
  }

  const transcribeParts = async (request: TranscribeParams, onEvent: (event: SpeechEvent) => void): Promise<Transcribed> => {
    const { pcmPath, parts, gapSeconds, language, prompt } = request
    const samples = await readParts(pcmPath, parts, gapSeconds)
    const counts: number[] = []
    // The computation cannot be interrupted, and after `stop()` its promise never settles: on a cancel nothing is done
    // here, and the host ends this process.
    const { promise } = context.transcribeData(samples.buffer, {
      // Finding out the language fails, without an end, on a model that knows English only.
      language: multilingual ? language : 'en',
      maxThreads: threads,
      maxContext: contextForPrompt(prompt),
      // No second try at a higher temperature: it invents words.
      temperatureInc: 0,
      ...(prompt === '' ? {} : { prompt }),
      // One piece a token. Which pieces make a segment is told by nothing but the batches of `onNewSegments`.
      tokenTimestamps: true,
      maxLen: 1,
      // It counts past the end of short audio.
      onProgress: (percent) => onEvent({ type: 'progress', fraction: Math.min(1, percent / 100) }),
      onNewSegments: ({ nNew, segments }) => {
        counts.push(nNew)
        onEvent({ type: 'heard', heard: groupPieces(segments.map(nativeToPiece), [nNew]) })
      },
    })
    const { result, segments, language: heardLanguage } = await promise
    return { heard: groupPieces(repairPieces(segments.map(nativeToPiece), result), counts), language: heardLanguage ?? null }
  }

  return { device: nativeDevice(), call }
}

const nativeToPiece = ({ text, t0, t1 }: { readonly text: string; readonly t0: number; readonly t1: number }): Piece => ({
  startSeconds: t0 / 1000,
  endSeconds: t1 / 1000,
  text,
})

/** Joins pieces into segments of the given sizes; pieces beyond them make one more. */
const groupPieces = (pieces: readonly Piece[], counts: readonly number[]): Heard[] => {
  const heard: Heard[] = []
  let at = 0
  for (const count of [...counts, Infinity]) {
    const group = pieces.slice(at, at + count)
    at += group.length
    const first = group[0]
    const last = group.at(-1)
    if (first === undefined || last === undefined) continue
    heard.push({ startSeconds: first.startSeconds, endSeconds: last.endSeconds, text: group.map(({ text }) => text).join(''), pieces: [...group] })
  }
  return heard
}
