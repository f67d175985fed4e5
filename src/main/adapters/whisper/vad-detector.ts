import type { ModelFile } from '../../../contract/models.ts'
import type { Engines, Span, SpeechDetector } from '../../core/ports/index.ts'
import { DetectedSchema } from './calls.ts'

// The binding takes whole buffers, and the detector starts each without a memory: a chunk is read with some audio on
// both sides, and what it says there is left to its neighbour.
const CHUNK_SECONDS = 300
const CONTEXT_SECONDS = 3

interface Chunk extends Span {
  readonly readStartSeconds: number
  readonly readEndSeconds: number
}

/** Finds speech with the Silero model in a child process, in bounded memory however long the recording is. */
export const createVadDetector = (deps: {
  readonly engines: Engines
  readonly threads: () => number
  readonly chunkSeconds?: number
}): SpeechDetector => {
  const specOf = (model: ModelFile) => ({ kind: 'vad', modelPath: model.path, threads: deps.threads() }) as const
  return {
    prepare: (model) => deps.engines.prepare(specOf(model)),
    detect: async ({ pcmPath, model, within, isAhead, onProgress, signal }) => {
      const chunks = within.flatMap((span) => cutIntoChunks(span, deps.chunkSeconds ?? CHUNK_SECONDS))
      const totalSeconds = chunks.reduce((sum, chunk) => sum + chunk.endSeconds - chunk.startSeconds, 0)
      const found: Span[] = []
      let doneSeconds = 0
      for (const chunk of chunks) {
        const span = { startSeconds: chunk.readStartSeconds, endSeconds: chunk.readEndSeconds }
        const heard = DetectedSchema.parse(await deps.engines.call(specOf(model), { method: 'detect', params: { pcmPath, span }, user: 'Memos', signal, ...(isAhead === true ? { order: 'urgent' as const } : {}) }))
        found.push(...heard.flatMap((one) => clip(one, chunk)))
        doneSeconds += chunk.endSeconds - chunk.startSeconds
        onProgress?.(doneSeconds / totalSeconds)
      }
      return joinTouching(found)
    },
  }
}

const cutIntoChunks = ({ startSeconds, endSeconds }: Span, chunkSeconds: number): readonly Chunk[] => {
  const count = Math.ceil((endSeconds - startSeconds) / chunkSeconds)
  return Array.from({ length: count }, (_, index) => {
    const chunkStart = startSeconds + index * chunkSeconds
    const chunkEnd = Math.min(endSeconds, chunkStart + chunkSeconds)
    return {
      startSeconds: chunkStart,
      endSeconds: chunkEnd,
      readStartSeconds: Math.max(startSeconds, chunkStart - CONTEXT_SECONDS),
      readEndSeconds: Math.min(endSeconds, chunkEnd + CONTEXT_SECONDS),
    }
  })
}

const clip = (heard: Span, chunk: Chunk): readonly Span[] => {
  const startSeconds = Math.max(chunk.startSeconds, chunk.readStartSeconds + heard.startSeconds)
  const endSeconds = Math.min(chunk.endSeconds, chunk.readStartSeconds + heard.endSeconds)
  return endSeconds > startSeconds ? [{ startSeconds, endSeconds }] : []
}

/** A span over a border comes as two that touch there: one span again. */
const joinTouching = (spans: readonly Span[]): readonly Span[] => {
  const joined: Span[] = []
  for (const span of spans) {
    const last = joined.at(-1)
    if (last !== undefined && span.startSeconds - last.endSeconds < 1e-6) {
      joined[joined.length - 1] = { startSeconds: last.startSeconds, endSeconds: Math.max(last.endSeconds, span.endSeconds) }
    } else joined.push(span)
  }
  return joined
}
