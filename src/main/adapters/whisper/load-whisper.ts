import type { LoadedModel, LoadModel, Span } from '../../core/ports/index.ts'
import { type Heard, type Piece, type SpeechEvent, type TranscribeParams, TranscribeParamsSchema, type Transcribed, type TranscribedPart } from './calls.ts'
import { modelBroken } from './model-failures.ts'
import { contextForPrompt } from './context-for-prompt.ts'
import { checkSpeechModel } from './model-file.ts'
import { nativeDevice } from './native-device.ts'
import { readPart } from './pcm-file.ts'
import { repairPieces } from './repair-pieces.ts'

/** Loads a Whisper model in the child process; its one method is `transcribe`. */
export const loadWhisper: LoadModel = async ({ modelPath, threads }) => {
  const { multilingual } = await checkSpeechModel(modelPath, 'whisper')
  const { initWhisper } = await import('@fugood/whisper.node')
  const context = await initWhisper({ filePath: modelPath, useGpu: true }).catch((error: unknown) => {
    throw modelBroken(modelPath, error)
  })

  const call: LoadedModel['call'] = async ({ params, emit, signal }) => {
    const request = TranscribeParamsSchema.parse(params)
    const done: TranscribedPart[] = []
    for (const [index, part] of request.parts.entries()) {
      signal.throwIfAborted()
      const answer = await transcribePart(request, part, {
        onFraction: (fraction) => emit({ type: 'progress', fraction: (index + fraction) / request.parts.length } satisfies SpeechEvent),
        onHeard: (heard) => emit({ type: 'heard', part: index, heard: [...heard] } satisfies SpeechEvent),
      })
      done.push(answer)
    }
    return { parts: done } satisfies Transcribed
  }

  const transcribePart = async (
    { pcmPath, language, prompt }: TranscribeParams,
    part: Span,
    { onFraction, onHeard }: { readonly onFraction: (fraction: number) => void; readonly onHeard: (heard: readonly Heard[]) => void },
  ): Promise<TranscribedPart> => {
    const samples = await readPart(pcmPath, part)
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
      onProgress: (percent) => onFraction(Math.min(1, percent / 100)),
      onNewSegments: ({ nNew, segments }) => {
        counts.push(nNew)
        onHeard(groupPieces(segments.map(nativeToPiece), [nNew]))
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
