import { z } from 'zod'

const SpanSchema = z.object({ startSeconds: z.number().min(0), endSeconds: z.number().min(0) })

/** What the host asks of a child that holds a speech model; audio goes by the path of the PCM file. */
export const TranscribeParamsSchema = z.object({
  pcmPath: z.string(),
  parts: z.array(SpanSchema).min(1),
  /** ISO 639-1, or `auto`. */
  language: z.string(),
  /** Empty for none. */
  prompt: z.string(),
})
export type TranscribeParams = z.infer<typeof TranscribeParamsSchema>

/** A stretch of text in seconds of its part; pieces are the engine's tokens, with their leading spaces. */
export const HeardSchema = z.object({
  startSeconds: z.number(),
  endSeconds: z.number(),
  text: z.string(),
  pieces: z.array(z.object({ startSeconds: z.number(), endSeconds: z.number(), text: z.string(), probability: z.number().optional() })),
})
export type Heard = z.infer<typeof HeardSchema>
export type Piece = Heard['pieces'][number]

/** For each part asked for, in order, what was heard in it; `language` is null where the engine does not tell. */
export const TranscribedSchema = z.object({ parts: z.array(z.object({ heard: z.array(HeardSchema), language: z.string().nullable() })) })
export type Transcribed = z.infer<typeof TranscribedSchema>
export type TranscribedPart = Transcribed['parts'][number]

export const SpeechEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), fraction: z.number() }),
  z.object({ type: z.literal('heard'), part: z.number(), heard: z.array(HeardSchema) }),
])

export type SpeechEvent = z.infer<typeof SpeechEventSchema>

export const DetectParamsSchema = z.object({ pcmPath: z.string(), span: SpanSchema })
/** In seconds from the start of the span asked for. */
export const DetectedSchema = z.array(z.object({ startSeconds: z.number(), endSeconds: z.number() }))
