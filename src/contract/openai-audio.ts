import { z } from 'zod'

const notSaid = (words: string) => z.array(z.string()).max(0, { error: words }).optional()

/** The fields of a form beside its `file`; each comes as text, those with `[]` more than once. */
export const TranscriptionFieldsSchema = z
  .object({
    model: z.string({ error: 'a model has to be named; whisper-1 is the speech model in use.' }).max(1000).meta({ description: 'The id of a speech model; `whisper-1` is the one in use.' }),
    language: z.string().regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9-]{1,20})?$/, { error: 'is a language code such as en.' }).optional(),
    prompt: z.string().max(10_000).optional().meta({ description: 'Names and words that are said.' }),
    response_format: z.enum(['json', 'verbose_json', 'srt', 'vtt', 'text'], { error: 'is json, verbose_json, srt, vtt or text.' }).default('json'),
    temperature: z.string().refine((value) => Number(value) === 0, { error: 'only 0 is known here.' }).optional(),
    'timestamp_granularities[]': z.array(z.enum(['word', 'segment'], { error: 'is word or segment.' })).optional(),
    'include[]': notSaid('how likely a word was is not told here.'),
    stream: z.enum(['true', 'false'], { error: 'is true or false.' }).optional(),
  })
  .meta({ id: 'OpenAiTranscriptionFields' })
export type TranscriptionFields = z.infer<typeof TranscriptionFieldsSchema>

export const TranscriptionSchema = z.object({ text: z.string() }).meta({ id: 'OpenAiTranscription' })
export type Transcription = z.infer<typeof TranscriptionSchema>

// Readers of OpenAI's own answer ask for every field.
const SpokenSegmentSchema = z.object({
  id: z.number().int(),
  start: z.number(),
  end: z.number(),
  text: z.string(),
  avg_logprob: z.number().meta({ description: 'From the words’ own likelihood; 0 where the engine does not tell it.' }),
  seek: z.literal(0),
  tokens: z.array(z.number()).max(0),
  temperature: z.literal(0),
  compression_ratio: z.literal(0),
  no_speech_prob: z.literal(0),
})

export const VerboseTranscriptionSchema = z
  .object({
    task: z.literal('transcribe'),
    language: z.string().meta({ description: 'ISO 639-1.' }),
    duration: z.number(),
    text: z.string(),
    segments: z.array(SpokenSegmentSchema).optional(),
    words: z.array(z.object({ word: z.string(), start: z.number(), end: z.number() })).optional(),
  })
  .meta({ id: 'OpenAiVerboseTranscription' })
export type VerboseTranscription = z.infer<typeof VerboseTranscriptionSchema>
