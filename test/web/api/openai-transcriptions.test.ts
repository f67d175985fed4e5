import { connect } from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { AppError } from '../../../src/contract/errors.ts'
import { OpenAiErrorSchema } from '../../../src/contract/openai.ts'
import { createApiWork, type WorkScript } from '../../fakes/api-work.ts'
import { openRig } from './openai-rig.ts'

const open = async (script: Partial<WorkScript> = {}, maxAudioMegabytes = 1) => {
  const made = createApiWork(script)
  const rig = await openRig(made.work, { maxAudioMegabytes })
  onTestFinished(rig.close)
  const send = async (fields: readonly (readonly [string, string | File])[]) => {
    const form = new FormData()
    for (const [name, value] of fields) form.append(name, value)
    const answer = await fetch(`${rig.url}/v1/audio/transcriptions`, { method: 'POST', body: form })
    return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() }
  }
  return { ...made, rig, send }
}
const file = (sizeBytes = 1000, name = 'memo.m4a') => ['file', new File([new Uint8Array(sizeBytes)], name)] as const
const model = ['model', 'whisper-1'] as const
const problemOf = (text: string) => OpenAiErrorSchema.parse(JSON.parse(text)).error

describe('a recording that an app sends', () => {
  it('goes to a file of its own while it is written down, with what the app said of it', async () => {
    const { send, asked, rig } = await open()
    const { status, text } = await send([model, file(900_000, '../../Tape 1.M4A'), ['language', 'de-CH'], ['prompt', 'Zürich'], ['temperature', '0'], ['response_format', '']])
    expect([status, JSON.parse(text)]).toEqual([200, { text: 'Hello there. Good-bye.' }])
    expect(asked.transcriptions[0]).toMatchObject({ model: 'tiny-whisper', fileName: 'Tape 1.M4A', language: 'de', prompt: 'Zürich', sizeBytes: 900_000, path: expect.stringMatching(/audio\.m4a$/) })
    expect(await rig.filesLeft()).toEqual([])
  })

  it('is refused under the name whisper-1 where nothing writes speech down', async () => {
    const { send } = await open({ models: [] })
    const { status, text } = await send([file(), model])
    expect([status, problemOf(text)]).toMatchObject([404, { code: 'model_not_found', param: 'model' }])
  })

  it('is answered as subtitles, text, or with times', async () => {
    const { send } = await open()
    const as = (format: string) => send([file(), model, ['response_format', format]])
    expect(await as('srt')).toMatchObject({ type: 'application/x-subrip; charset=utf-8', text: '1\n00:00:00,500 --> 00:00:01,250\nHello there.\n\n2\n00:00:03,000 --> 00:00:03,500\nGood-bye.\n' })
    expect(await as('vtt')).toMatchObject({ type: 'text/vtt; charset=utf-8', text: 'WEBVTT\n\n00:00:00.500 --> 00:00:01.250\nHello there.\n\n00:00:03.000 --> 00:00:03.500\nGood-bye.\n' })
    expect(await as('text')).toMatchObject({ type: 'text/plain; charset=utf-8', text: 'Hello there. Good-bye.\n' })
    const plain = JSON.parse((await as('verbose_json')).text) as Record<string, unknown>
    expect(plain).toMatchObject({ duration: 3.5, language: 'en', segments: [{ id: 0, start: 0.5, end: 1.25 }, { id: 1, avg_logprob: 0 }] })
    expect(plain).not.toHaveProperty('words')
    const words = JSON.parse((await send([file(), model, ['response_format', 'verbose_json'], ['timestamp_granularities[]', 'word']])).text) as Record<string, unknown>
    expect(words).toMatchObject({ words: [{ word: 'Hello', start: 0.5, end: 0.8 }, { word: 'there.' }, { word: 'Good-bye.' }] })
    expect(words).not.toHaveProperty('segments')
    const streamed = await send([file(), model, ['stream', 'true']])
    expect(streamed).toMatchObject({ type: 'text/event-stream; charset=utf-8', text: expect.stringMatching(/transcript\.text\.delta[^]*transcript\.text\.done[^]*\[DONE\]/) })
  })

  it('is gone from the disk when it cannot be written down', async () => {
    const { send, rig } = await open({
      transcribe: async () => {
        throw new AppError('NOT_AUDIO', 'That is no recording.')
      },
    })
    const { status, text } = await send([file(), model])
    expect([status, problemOf(text).code]).toEqual([400, 'not_audio'])
    expect(await rig.filesLeft()).toEqual([])
  })

  it('is refused beyond the limit, said before or found while it comes', async () => {
    const { send, rig, asked } = await open()
    // Between the limit of the file and that of the form around it.
    const found = await send([model, file(1_500_000)])
    expect([found.status, problemOf(found.text).code]).toEqual([413, 'body_too_large'])
    const said = await send([model, file(3_000_000)])
    expect([said.status, problemOf(said.text).code]).toEqual([413, 'body_too_large'])
    expect(asked.transcriptions).toEqual([])
    expect(await rig.filesLeft()).toEqual([])
  })

  it.each([
    ['no file', [model], 'file'],
    ['no model', [file()], 'model'],
    ['an unknown model', [file(), ['model', 'gpt-9'] as const], 'model'],
    ['a model that writes', [file(), ['model', 'tiny-chat'] as const], 'model'],
    ['an unknown form of answer', [file(), model, ['response_format', 'docx'] as const], 'response_format'],
    ['a temperature', [file(), model, ['temperature', '0.7'] as const], 'temperature'],
    ['words of how likely it is', [file(), model, ['include[]', 'logprobs'] as const], 'include[]'],
  ])('is refused with %s', async (_what, fields, param) => {
    const { send, rig } = await open()
    const { status, text } = await send(fields)
    expect([400, 404]).toContain(status)
    expect(problemOf(text).param).toBe(param)
    expect(await rig.filesLeft()).toEqual([])
  })

  it('is refused when two come, when it is no form, and when the form is cut short', async () => {
    const { send, rig } = await open()
    expect((await send([file(), file(), model])).status).toBe(400)
    const post = async (type: string, body: string) => {
      const answer = await fetch(`${rig.url}/v1/audio/transcriptions`, { method: 'POST', headers: { 'content-type': type }, body })
      return [answer.status, problemOf(await answer.text()).type]
    }
    expect(await post('application/json', '{}')).toEqual([415, 'invalid_request_error'])
    expect(await post('multipart/form-data', 'x')).toEqual([400, 'invalid_request_error'])
    expect(await post('multipart/form-data; boundary=b', '--b\r\ncontent-disposition: form-data; name="file"; filename="a.wav"\r\n\r\nhalf')).toEqual([400, 'invalid_request_error'])
    expect(await rig.filesLeft()).toEqual([])
    expect(rig.failures).toEqual([])
  })

  it('leaves nothing when the app leaves half way', async () => {
    const { rig } = await open()
    const socket = connect(Number(new URL(rig.url).port), '127.0.0.1')
    socket.write('POST /v1/audio/transcriptions HTTP/1.1\r\nhost: x\r\ncontent-type: multipart/form-data; boundary=b\r\ncontent-length: 500000\r\n\r\n--b\r\ncontent-disposition: form-data; name="file"; filename="a.wav"\r\n\r\nsome of it')
    await vi.waitFor(async () => expect(await rig.filesLeft()).toHaveLength(1), { timeout: 20_000 })
    socket.destroy()
    await vi.waitFor(async () => expect(await rig.filesLeft()).toEqual([]), { timeout: 20_000 })
    expect(rig.failures).toEqual([])
  })
})
