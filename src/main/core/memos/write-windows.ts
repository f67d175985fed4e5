import type { Segment } from '../../../contract/memos.ts'
import type { ModelFile } from '../../../contract/models.ts'
import type { TranscribedWindow } from '../ports/index.ts'
import type { Speech, SpeechWindow } from '../speech/index.ts'
import type { Speeds } from './speeds.ts'

/**
 * Writes down one window after the other. Those in `done` were written before and are taken as they are; each new one is
 * handed to `onWindow` as soon as it is complete.
 */
export const writeWindows = async (
  deps: { readonly speech: Pick<Speech, 'writeDownWindow'>; readonly speeds: Speeds; readonly monotonic: () => number },
  request: {
    readonly windows: readonly SpeechWindow[]
    readonly done: ReadonlyMap<number, TranscribedWindow>
    readonly pcmPath: string
    readonly model: ModelFile
    readonly language: string
    readonly vocabulary: readonly string[]
    readonly isAhead?: boolean | undefined
    readonly onWindow: (index: number, window: TranscribedWindow) => void
    readonly onSegments: (segments: readonly Segment[]) => void
    readonly onProgress: (fraction: number) => void
    readonly signal: AbortSignal
  },
): Promise<readonly TranscribedWindow[]> => {
  const { done, signal } = request
  const totalSeconds = request.windows.reduce((sum, window) => sum + secondsOf(window), 0)
  const written: TranscribedWindow[] = []
  let writtenSeconds = 0
  for (const window of request.windows) {
    signal.throwIfAborted()
    const known = done.get(window.index)
    const result = known ?? (await writeOne(window, writtenSeconds, totalSeconds))
    written.push(result)
    writtenSeconds += secondsOf(window)
    if (known) request.onSegments(known.segments)
    else request.onWindow(window.index, result)
    request.onProgress(totalSeconds > 0 ? writtenSeconds / totalSeconds : 1)
  }
  return written

  async function writeOne(window: SpeechWindow, before: number, total: number): Promise<TranscribedWindow> {
    const startMs = deps.monotonic()
    const result = await deps.speech.writeDownWindow({
      window,
      pcmPath: request.pcmPath,
      model: request.model,
      language: request.language,
      vocabulary: request.vocabulary,
      isAhead: request.isAhead,
      onProgress: (fraction) => request.onProgress((before + fraction * secondsOf(window)) / total),
      onSegments: request.onSegments,
      signal,
    })
    // The engine may have told of its segments while it worked, or not at all.
    request.onSegments(result.segments)
    deps.speeds.measured('transcribe', secondsOf(window), (deps.monotonic() - startMs) / 1000, request.model.id)
    return result
  }
}

const secondsOf = (window: SpeechWindow): number => window.parts.reduce((sum, part) => sum + part.endSeconds - part.startSeconds, 0)
