import type { ModelFile } from '../../../contract/models.ts'
import type { Span, SpeechDetector } from '../ports/index.ts'
import { ALONE, BEFORE_DETECTOR, findLoud } from './energy-gate.ts'
import type { Levels } from './speech.ts'
import { tidySpans } from './tidy-spans.ts'

/** Finds speech: what is silent by its loudness is left out first, then the detector hears the rest. */
export const detectSpeech = async (
  detector: Pick<SpeechDetector, 'detect'>,
  request: {
    readonly pcmPath: string
    readonly durationSeconds: number
    readonly levels: Levels
    readonly vadModel: ModelFile | null
    readonly isAhead?: boolean | undefined
    readonly onProgress?: (fraction: number) => void
    readonly signal: AbortSignal
  },
): Promise<readonly Span[]> => {
  const { pcmPath, durationSeconds, levels, vadModel, isAhead, onProgress, signal } = request
  signal.throwIfAborted()
  const within = findLoud(levels, vadModel === null ? ALONE : BEFORE_DETECTOR)
  const found =
    vadModel === null || within.length === 0
      ? within
      : await detector.detect({ pcmPath, model: vadModel, within, isAhead, ...(onProgress === undefined ? {} : { onProgress }), signal })
  onProgress?.(1)
  return tidySpans(found, durationSeconds, levels)
}
