import { readFileSync, writeFileSync } from 'node:fs'
import { shared } from './shared.ts'

/** The model whose vocabulary is borrowed. */
export const VOCABULARY = 'models/vocab-llama-spm.gguf'

const UINT32 = 4
const FLOAT32 = 6
const BOOLEAN = 7
const STRING = 8
const ARRAY = 9
const BYTES_BY_TYPE: Readonly<Record<number, number>> = { 0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, [FLOAT32]: 4, [BOOLEAN]: 1, 10: 8, 11: 8, 12: 8 }
const F32 = 0
const F16 = 1
const Q8_0 = 8
/** A block of Q8_0: a scale of two bytes, and as many whole numbers. */
const BLOCK_NUMBERS = 32
const BLOCK_BYTES = 2 + BLOCK_NUMBERS
/** As a half float, 1/4096: with it the numbers are of the size that they have elsewhere. */
const BLOCK_SCALE = 3 << 10
const ALIGNMENT = 32
const SCRIPT_WEIGHT = 8

export interface ModelShape {
  readonly contextTokens: number
  readonly embedding: number
  readonly layers: number
  readonly heads: number
  readonly feedForward: number
  /** Values a head has for a key, and for a value; `embedding / heads` when left out. */
  readonly headSize?: number
  readonly template?: string
  /** As most models are kept, in 8 bits a number; for one without a script. */
  readonly quantised?: boolean
  /** Tokens of the vocabulary, each to be followed by the next; each may come once. Without it the model writes noise. */
  readonly script?: readonly string[]
  /** `general.sampling.*` */
  readonly sampling?: Readonly<Record<string, number>>
}

/** As the bench has it: 58 million parameters, of which nothing was ever trained. */
export const RANDOM_MODEL: ModelShape = { contextTokens: 8192, embedding: 512, layers: 8, heads: 8, feedForward: 1536 }

/** Quantised and too large for a processor's cache, as the models are that people use: 236 million parameters, 250 MB. */
export const LARGE_MODEL: ModelShape = { contextTokens: 4096, embedding: 1024, layers: 12, heads: 16, feedForward: 3072, quantised: true }

interface Entry {
  readonly key: string
  /** Its type and value, as they stand in a file. */
  readonly value: Buffer
}

interface Tensor {
  readonly name: string
  readonly dimensions: readonly number[]
  readonly type: typeof F32 | typeof F16 | typeof Q8_0
  readonly bytes: Buffer
}

/** Writes a GGUF file of Llama's architecture with the donor's vocabulary. No double: the real engine loads it and computes with it; only its weights mean nothing, or only a script. */
export const makeModel = (path: string, shape: ModelShape): void => {
  const donor = readEntries(readFileSync(shared(VOCABULARY)))
  const tokens = stringsOf(donor.find(({ key }) => key === 'tokenizer.ggml.tokens'))
  const { embedding, layers, heads, feedForward, headSize = embedding / heads } = shape
  const uint32s = { 'general.file_type': 1, 'llama.block_count': layers, 'llama.context_length': shape.contextTokens, 'llama.embedding_length': embedding, 'llama.feed_forward_length': feedForward, 'llama.attention.head_count': heads, 'llama.attention.head_count_kv': heads, 'llama.attention.key_length': headSize, 'llama.attention.value_length': headSize, 'llama.rope.dimension_count': headSize, 'llama.vocab_size': tokens.length }
  const entries: readonly Entry[] = [
    { key: 'general.architecture', value: Buffer.concat([u32(STRING), text('llama')]) },
    ...Object.entries(uint32s).map(([key, value]) => ({ key, value: Buffer.concat([u32(UINT32), u32(value)]) })),
    { key: 'llama.attention.layer_norm_rms_epsilon', value: Buffer.concat([u32(FLOAT32), f32(1e-5)]) },
    ...Object.entries(shape.sampling ?? {}).map(([key, value]) => ({ key: `general.sampling.${key}`, value: Buffer.concat([u32(FLOAT32), f32(value)]) })),
    ...donor.filter(({ key }) => key.startsWith('tokenizer.')),
    ...(shape.template === undefined ? [] : [{ key: 'tokenizer.chat_template', value: Buffer.concat([u32(STRING), text(shape.template)]) }]),
  ]
  const random = createRandom()
  const written = shape.script
  const inner = (count: number): Buffer => (written === undefined ? random(count) : Buffer.alloc(count * 2))
  const matrix = (name: string, columns: number, rows: number, bytes?: Buffer): Tensor =>
    shape.quantised === true
      ? { name, dimensions: [columns, rows], type: Q8_0, bytes: inBlocks(random((columns * rows) / 2)) }
      : { name, dimensions: [columns, rows], type: F16, bytes: bytes ?? inner(columns * rows) }
  const norm = (name: string): Tensor => ({ name, dimensions: [embedding], type: F32, bytes: Buffer.from(new Float32Array(embedding).fill(1).buffer) })
  const words = random(embedding * tokens.length)
  const wide = heads * headSize
  const tensors: readonly Tensor[] = [
    matrix('token_embd.weight', embedding, tokens.length, words),
    ...Array.from({ length: layers }, (_, layer) => `blk.${layer}`).flatMap((block) => [
      norm(`${block}.attn_norm.weight`),
      matrix(`${block}.attn_q.weight`, embedding, wide),
      matrix(`${block}.attn_k.weight`, embedding, wide),
      matrix(`${block}.attn_v.weight`, embedding, wide),
      matrix(`${block}.attn_output.weight`, wide, embedding),
      norm(`${block}.ffn_norm.weight`),
      matrix(`${block}.ffn_gate.weight`, embedding, feedForward),
      matrix(`${block}.ffn_down.weight`, feedForward, embedding),
      matrix(`${block}.ffn_up.weight`, embedding, feedForward),
    ]),
    norm('output_norm.weight'),
    matrix('output.weight', embedding, tokens.length, written === undefined ? random(embedding * tokens.length) : scriptedOutput(written, tokens, words, embedding)),
  ]
  writeFileSync(path, fileOf(entries, tensors))
}

/** Words of the vocabulary, each a token of its own, for a long script. */
export const wordsOfVocabulary = (count: number): readonly string[] =>
  stringsOf(readEntries(readFileSync(shared(VOCABULARY))).find(({ key }) => key === 'tokenizer.ggml.tokens'))
    .filter((token) => /^▁[a-z]{5,}$/.test(token))
    .slice(0, count)

/** What comes after a token is what looks most like it: the row of each next one is a copy of the one before. */
const scriptedOutput = (script: readonly string[], tokens: readonly string[], words: Buffer, embedding: number): Buffer => {
  const output = Buffer.alloc(words.length)
  const ids = script.map((token) => {
    const id = tokens.indexOf(token)
    if (id < 0) throw new Error(`The vocabulary has no “${token}”.`)
    return id
  })
  for (const [index, next] of ids.slice(1).entries()) {
    for (let at = 0; at < embedding; at += 1) {
      const half = words.readUInt16LE(((ids[index] ?? 0) * embedding + at) * 2)
      output.writeUInt16LE(half + (Math.log2(SCRIPT_WEIGHT) << 10), (next * embedding + at) * 2)
    }
  }
  return output
}

/** Half floats between 1/64 and 1/32 with either sign; the same ones each time. */
const createRandom = (): ((count: number) => Buffer) => {
  let state = 1
  return (count) => {
    const values = new Uint16Array(count)
    for (let at = 0; at < count; at += 1) {
      state ^= state << 13
      state ^= state >>> 17
      state ^= state << 5
      values[at] = (state & 0x83ff) | (9 << 10)
    }
    return Buffer.from(values.buffer)
  }
}

/** Bytes as numbers in blocks, each with the same scale. */
const inBlocks = (numbers: Buffer): Buffer => {
  const blocks = Buffer.alloc((numbers.length / BLOCK_NUMBERS) * BLOCK_BYTES)
  for (let block = 0; block * BLOCK_NUMBERS < numbers.length; block += 1) {
    blocks.writeUInt16LE(BLOCK_SCALE, block * BLOCK_BYTES)
    numbers.copy(blocks, block * BLOCK_BYTES + 2, block * BLOCK_NUMBERS, (block + 1) * BLOCK_NUMBERS)
  }
  return blocks
}

const fileOf = (entries: readonly Entry[], tensors: readonly Tensor[]): Buffer => {
  const head: Buffer[] = [Buffer.from('GGUF'), u32(3), u64(tensors.length), u64(entries.length), ...entries.flatMap(({ key, value }) => [text(key), value])]
  const data: Buffer[] = []
  let offset = 0
  for (const { name, dimensions, type, bytes } of tensors) {
    head.push(text(name), u32(dimensions.length), ...dimensions.map(u64), u32(type), u64(offset))
    const rest = padding(bytes.length)
    data.push(bytes, rest)
    offset += bytes.length + rest.length
  }
  const before = Buffer.concat(head)
  return Buffer.concat([before, padding(before.length), ...data])
}

const readEntries = (file: Buffer): readonly Entry[] => {
  const entries: Entry[] = []
  let at = 24
  const count = Number(file.readBigUInt64LE(16))
  const takeText = (): string => {
    const length = Number(file.readBigUInt64LE(at))
    at += 8 + length
    return file.toString('utf8', at - length, at)
  }
  const skip = (type: number): void => {
    if (type === STRING) return void takeText()
    if (type !== ARRAY) return void (at += BYTES_BY_TYPE[type] ?? Number.NaN)
    const inner = file.readUInt32LE(at)
    const items = Number(file.readBigUInt64LE(at + 4))
    at += 12
    for (let item = 0; item < items; item += 1) skip(inner)
  }
  for (let entry = 0; entry < count; entry += 1) {
    const key = takeText()
    const start = at
    at += 4
    skip(file.readUInt32LE(start))
    entries.push({ key, value: file.subarray(start, at) })
  }
  return entries
}

const stringsOf = (entry: Entry | undefined): readonly string[] => {
  if (entry === undefined) throw new Error('The donor has no vocabulary.')
  const { value } = entry
  const strings: string[] = []
  for (let at = 16; at < value.length; ) {
    const length = Number(value.readBigUInt64LE(at))
    at += 8 + length
    strings.push(value.toString('utf8', at - length, at))
  }
  return strings
}

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

const u64 = (value: number): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}

const f32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeFloatLE(value)
  return bytes
}

const text = (value: string): Buffer => Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)])

const padding = (length: number): Buffer => Buffer.alloc((ALIGNMENT - (length % ALIGNMENT)) % ALIGNMENT)
