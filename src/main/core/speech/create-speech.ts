import type { SpeechDetector, Transcriber } from '../ports/index.ts'
import { assemble, cleanSegment } from './assemble.ts'
import { chooseParts } from './choose-parts.ts'
import { detectSpeech } from './detect-speech.ts'
import { createLevelMeter, waveform } from './levels.ts'
import { planWindows } from './plan-windows.ts'
import type { Speech } from './speech.ts'

/** Creates what finds speech in decoded audio and writes it down. */
export const createSpeech = ({ detector, transcriber }: { readonly detector: SpeechDetector; readonly transcriber: Transcriber }): Speech => ({
  createLevelMeter,
  waveform,
  prepareDetect: (vadModel) => {
    if (vadModel !== null) detector.prepare(vadModel)
  },
  detect: (request) => detectSpeech(detector, request),
  plan: planWindows,
  writeDownWindow: ({ window, onSegments, ...request }) =>
    transcriber.transcribe({
      ...request,
      parts: chooseParts(window.parts, request.model),
      ...(onSegments === undefined ? {} : { onSegments: (segments) => onSegments(segments.flatMap(cleanSegment)) }),
    }),
  assemble,
})
