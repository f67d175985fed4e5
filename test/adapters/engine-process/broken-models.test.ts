import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EngineKind, Engines } from '../../../src/main/core/ports/index.ts'
import { realEngines } from '../../engines.ts'
import { missing, shared } from '../../shared.ts'

const SPEECH = 'models/nanowhisper-en-q5_0.bin'
const VAD = 'models/silero-vad-v6.2.0.bin'
const LANGUAGE = 'models/stories260K-f32.gguf'
const EMBEDDING = 'models/embed-static-64d-f16.gguf'
const VOCABULARY = 'models/vocab-gpt-2.gguf'

let folder = ''
let engines: Engines

/** A damaged copy of a model in a folder of its own. */
const damaged = (name: string, bytes: Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}
const cut = (name: string, length: number): Uint8Array => readFileSync(shared(name)).subarray(0, length)
const noise = (start: string): Uint8Array =>
  Buffer.concat([Buffer.from(start, 'latin1'), Buffer.from(Array.from({ length: 50_000 }, (_, index) => (index * 7919 + (index >> 3) * 31) & 0xff))])

const refusal = (kind: EngineKind, modelPath: string): Promise<unknown> =>
  engines.call({ kind, modelPath, threads: 1 }, { method: 'contextTokens', params: {}, signal: new AbortController().signal }).then(
    () => null,
    (error: unknown) => error,
  )

describe.skipIf(missing(SPEECH, VAD, LANGUAGE, EMBEDDING, VOCABULARY))('a model file that cannot be used', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'freehold-models-'))
    engines = realEngines({ limits: { backoffMs: 1 } })
  })
  afterAll(async () => {
    await engines.close()
    rmSync(folder, { recursive: true })
  })

  const cases: readonly (readonly [string, EngineKind, () => string, RegExp])[] = [
    ['an empty speech model', 'whisper', () => damaged('empty.bin', new Uint8Array()), /empty file/],
    ['a speech model cut in its header', 'whisper', () => damaged('header.bin', cut(SPEECH, 20)), /cut short/],
    ['a speech model cut in its vocabulary', 'whisper', () => damaged('vocab.bin', cut(SPEECH, 200_000)), /cut short/],
    ['a speech model that lacks its last byte', 'whisper', () => damaged('last.bin', cut(SPEECH, readFileSync(shared(SPEECH)).length - 1)), /cut short/],
    ['random bytes as a speech model', 'whisper', () => damaged('random.bin', noise('')), /not a Whisper model/],
    ['random bytes behind the right magic', 'whisper', () => damaged('magic.bin', noise('lmgg')), /not a Whisper model/],
    ['a language model as a speech model', 'whisper', () => shared(LANGUAGE), /not a Whisper model/],
    ['a detection model as a speech model', 'whisper', () => shared(VAD), /not a Whisper model/],
    ['a Whisper model as a Parakeet model', 'parakeet', () => shared(SPEECH), /not a Parakeet model/],
    ['a Whisper model as a detection model', 'vad', () => shared(SPEECH), /not a speech detection model/],
    ['a detection model cut short', 'vad', () => damaged('vad.bin', cut(VAD, 400_000)), /cut short/],
    ['an empty language model', 'llama', () => damaged('empty.gguf', new Uint8Array()), /empty file/],
    ['a language model cut in the middle', 'llama', () => damaged('cut.gguf', cut(LANGUAGE, 600_000)), /cut short/],
    ['a language model that lacks its last bytes', 'llama', () => damaged('last.gguf', cut(LANGUAGE, readFileSync(shared(LANGUAGE)).length - 9)), /cannot open/],
    ['random bytes as a language model', 'llama', () => damaged('random.gguf', noise('GGUF')), /cannot open|not a language model/],
    ['a speech model as a language model', 'llama', () => shared(SPEECH), /not a language model/],
    ['an embedding model as a language model', 'llama', () => shared(EMBEDDING), /not a language model/],
    ['a vocabulary without weights', 'llama', () => shared(VOCABULARY), /not a language model/],
    ['a folder', 'whisper', () => folder, /not a Whisper model/],
  ]

  it.each(cases)('%s is refused in a plain sentence', async (_, kind, path, sentence) => {
    expect(await refusal(kind, path())).toMatchObject({ code: 'MODEL_BROKEN', message: expect.stringMatching(sentence) as string, next: expect.any(String) as string })
  })

  it('a model on which native code crashes is broken after the second time', async () => {
    const crashing = damaged('crashing.mjs', Buffer.from("process.on('message', () => process.kill(process.pid, 'SIGKILL'))"))
    const crashed = realEngines({ enginePath: crashing, limits: { backoffMs: 1 } })
    const call = () => crashed.call({ kind: 'llama', modelPath: shared(LANGUAGE), threads: 1 }, { method: 'contextTokens', params: {}, signal: new AbortController().signal })
    await expect(call()).rejects.toMatchObject({ code: 'ENGINE_CRASHED' })
    await expect(call()).rejects.toMatchObject({ code: 'MODEL_BROKEN' })
    await crashed.close()
  })

  it('a model that is gone says so', async () => {
    expect(await refusal('whisper', join(folder, 'gone.bin'))).toMatchObject({ code: 'NO_MODEL' })
    expect(await refusal('llama', join(folder, 'gone.gguf'))).toMatchObject({ code: 'NO_MODEL' })
  })
})
