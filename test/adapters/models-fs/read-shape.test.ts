import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createReadModelShape } from '../../../src/main/adapters/models-fs/index.ts'
import { makeModel } from '../../make-model.ts'
import { missing, shared } from '../../shared.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'freehold-shape-'))
})
afterEach(async () => rm(folder, { recursive: true, force: true }))

const u32 = (value: number): Buffer => Buffer.from(Uint32Array.of(value).buffer)
const u64 = (value: number): Buffer => Buffer.from(BigUint64Array.of(BigInt(value)).buffer)
const text = (value: string): Buffer => Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)])
const asText = (value: string): Buffer => Buffer.concat([u32(8), text(value)])
const asNumber = (value: number): Buffer => Buffer.concat([u32(4), u32(value)])
const asNumbers = (...values: readonly number[]): Buffer => Buffer.concat([u32(9), u32(4), u64(values.length), ...values.map(u32)])
const asWords = (count: number): Buffer => Buffer.concat([u32(9), u32(8), u64(count), ...Array.from({ length: count }, (_, word) => text(`w${word}`))])
const head = (entries: Readonly<Record<string, Buffer>>): Buffer =>
  Buffer.concat([Buffer.from('GGUF'), u32(3), u64(0), u64(Object.keys(entries).length), ...Object.entries(entries).flatMap(([key, value]) => [text(key), value])])

describe('the shape of a model', () => {
  it.skipIf(missing('models/stories260K-f32.gguf'))('is what its file says', () => {
    const shape = createReadModelShape()(shared('models/stories260K-f32.gguf'))
    expect(shape).toMatchObject({ architecture: 'llama', fileBytes: 1_185_536, layers: 5, embedding: 64, heads: 8, keptHeads: 4, vocabulary: 512, slidingWindow: null })
  })

  it('holds what one of today tells: heads for each layer, a window, the long template, the kind of file', async () => {
    const template = `{{ ${'x'.repeat(40_000)} }}`
    const path = join(folder, 'new-12B-it.gguf')
    await writeFile(path, head({
      'general.architecture': asText('gemma3'), 'general.file_type': asNumber(15), 'gemma3.block_count': asNumber(3), 'gemma3.context_length': asNumber(131_072), 'gemma3.embedding_length': asNumber(640),
      'gemma3.attention.head_count': asNumber(4), 'gemma3.attention.head_count_kv': asNumbers(1, 0, 2), 'gemma3.attention.key_length': asNumber(256), 'gemma3.attention.value_length': asNumber(128),
      'gemma3.attention.sliding_window': asNumber(512), 'tokenizer.ggml.tokens': asWords(300), 'tokenizer.ggml.token_type': asNumbers(...Array.from({ length: 300 }, () => 1)), 'tokenizer.chat_template': asText(template),
    }))
    expect(createReadModelShape()(path)).toEqual({
      architecture: 'gemma3', fileBytes: (await readFile(path)).length, layers: 3, embedding: 640, heads: 4, keptHeads: [1, 0, 2], keyWidth: 256, valueWidth: 128, vocabulary: 300, trainTokens: 131_072,
      slidingWindow: 512, quantisation: 'Q4_K_M', parameters: '12B', chatTemplate: template,
    })
  })

  it('leaves out a template that is larger than any, and heads that nobody counted', async () => {
    const path = join(folder, 'odd.gguf')
    await writeFile(path, head({ 'general.architecture': asText('llama'), 'general.size_label': asText('4x7B'), 'tokenizer.chat_template': asText('x'.repeat(300_000)), 'llama.attention.head_count': asNumber(8), 'llama.block_count': asNumber(0) }))
    expect(createReadModelShape()(path)).toMatchObject({ chatTemplate: null, layers: null, heads: 8, keptHeads: 8, trainTokens: null, parameters: '4x7B' })
  })

  it('is null for what is no model, is cut short anywhere, or is not there', async () => {
    const read = createReadModelShape()
    const whole = head({ 'general.architecture': asText('llama'), 'tokenizer.ggml.tokens': asWords(50) })
    const path = join(folder, 'cut.gguf')
    for (let length = 0; length < whole.length; length += 7) {
      await writeFile(path, whole.subarray(0, length))
      expect(read(path), `${length} bytes`).toBeNull()
    }
    await writeFile(path, Buffer.concat([Buffer.from('GGUF'), u32(3), u64(0), u64(2 ** 40), Buffer.alloc(100, 255)]))
    expect([read(path), read(folder), read(join(folder, 'none.gguf')), read('\0')]).toEqual([null, null, null, null])
  })

  it.skipIf(missing('models/vocab-llama-spm.gguf'))('is kept until the file changes', async () => {
    const read = createReadModelShape()
    const path = join(folder, 'made.gguf')
    makeModel(path, { contextTokens: 512, embedding: 64, layers: 1, heads: 2, feedForward: 64 })
    const first = read(path)
    expect(first).toMatchObject({ layers: 1, trainTokens: 512, vocabulary: 32_000 })
    expect(read(path)).toBe(first)
    makeModel(path, { contextTokens: 512, embedding: 64, layers: 2, heads: 2, feedForward: 64 })
    expect(read(path)).toMatchObject({ layers: 2 })
  })
})
