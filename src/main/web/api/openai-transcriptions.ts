import type { Segment } from '../../../contract/memos.ts'
import { TranscriptionFieldsSchema, type Transcription, type TranscriptionFields, type VerboseTranscription } from '../../../contract/openai.ts'
import type { ApiTranscript } from '../../core/ports/index.ts'
import { answerEvents, answerJson, openAiRoute } from './openai-answer.ts'
import { badParam } from './openai-error.ts'
import { modelFor, modelsFor } from './openai-request.ts'
import { toSrt, toVtt } from './openai-subtitles.ts'
import type { ApiContext, ApiRoute } from './route.ts'
import { withForm } from './take-form.ts'

/** The name by which apps ask for whichever speech model is in use. */
const WHICHEVER = 'whisper-1'

/** `POST /v1/audio/transcriptions`: a recording is written down; its file is gone before the answer. */
export const transcriptionsRoute: ApiRoute = openAiRoute('POST', '/v1/audio/transcriptions', async (context) => {
  const { settings, temporaryFolder: folder, signal } = context
  const { fields, transcript } = await withForm(context.request, { folder, fileField: 'file', maxMegabytes: settings.maxAudioMegabytes, signal }, async (form) => {
    const fields = fieldsOf(form.fields)
    const model = speechModel(context.work, fields.model)
    if (form.file === null) throw badParam('file', 'There has to be a recording, as a file in the form.')
    const { path, name: fileName } = form.file
    const transcript = await context.work.transcribe(context.caller, { model, path, fileName, language: fields.language?.split('-')[0]?.toLowerCase(), prompt: fields.prompt, signal })
    return { fields, transcript }
  })
  if (fields.stream === 'true') await tellTranscript(context, transcript)
  else answerTranscript(context, fields, transcript)
})

const speechModel = (work: ApiContext['work'], asked: string): string => {
  if (asked !== WHICHEVER || work.findModel(asked) !== null) return modelFor(work, asked, 'transcribe').id
  // Models in use stand first in the list.
  const [first] = modelsFor(work, 'transcribe')
  return first ?? modelFor(work, asked, 'transcribe').id
}

// It is known as a whole, so that it comes as one piece.
const tellTranscript = (context: ApiContext, { text }: ApiTranscript): Promise<void> =>
  answerEvents(context, async ({ send }) => {
    await send({ type: 'transcript.text.delta', delta: text }, 'transcript.text.delta')
    await send({ type: 'transcript.text.done', text }, 'transcript.text.done')
  })

const GRANULARITIES = 'timestamp_granularities[]'

const fieldsOf = (sent: ReadonlyMap<string, readonly string[]>): TranscriptionFields => {
  const list = (name: string): readonly string[] | undefined => {
    const values = [...(sent.get(name) ?? []), ...(sent.get(name.slice(0, -2)) ?? [])]
    return values.length === 0 ? undefined : values
  }
  // A field that was left empty was left out.
  const single = Object.fromEntries([...sent].filter(([name]) => !name.endsWith('[]')).map(([name, values]) => [name, values.at(-1) || undefined]))
  return TranscriptionFieldsSchema.parse({ ...single, model: single['model'] ?? '', [GRANULARITIES]: list(GRANULARITIES), 'include[]': list('include[]') })
}

const answerTranscript = (context: ApiContext, fields: TranscriptionFields, transcript: ApiTranscript): void => {
  const { text, segments } = transcript
  switch (fields.response_format) {
    case 'json':
      return answerJson(context, { text } satisfies Transcription)
    case 'verbose_json':
      return answerJson(context, verboseOf(fields, transcript))
    case 'srt':
      return answerText(context, 'application/x-subrip', toSrt(segments))
    case 'vtt':
      return answerText(context, 'text/vtt', toVtt(segments))
    case 'text':
      return answerText(context, 'text/plain', `${text}\n`)
  }
}

const verboseOf = (fields: TranscriptionFields, { text, language, durationSeconds, segments }: ApiTranscript): VerboseTranscription => {
  const wanted = fields[GRANULARITIES] ?? ['segment']
  const words = segments.flatMap((segment) => segment.words ?? []).map(({ text: word, startSeconds: start, endSeconds: end }) => ({ word: word.trim(), start, end }))
  return {
    task: 'transcribe',
    language,
    duration: durationSeconds,
    text,
    ...(wanted.includes('segment') && { segments: segments.map(spokenOf) }),
    ...(wanted.includes('word') && { words }),
  }
}

const spokenOf = (segment: Segment, id: number): NonNullable<VerboseTranscription['segments']>[number] => {
  const known = (segment.words ?? []).flatMap(({ probability }) => (probability === undefined || probability <= 0 ? [] : [Math.log(probability)]))
  const mean = known.length === 0 ? 0 : known.reduce((sum, logprob) => sum + logprob, 0) / known.length
  return { id, start: segment.startSeconds, end: segment.endSeconds, text: segment.text, avg_logprob: mean, seek: 0, tokens: [], temperature: 0, compression_ratio: 0, no_speech_prob: 0 }
}

const answerText = ({ response }: ApiContext, type: string, text: string): void => {
  if (response.headersSent || response.destroyed) return
  response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' })
  response.end(text)
}
