import { createHash } from 'node:crypto'

/** A GGUF file of one tensor, as large as is wanted: our own reader takes it for a model, no engine would write with it. */
export const modelBytes = (sizeBytes: number, seed = 1): Buffer => {
  const head = (values: number): Buffer =>
    Buffer.concat([Buffer.from('GGUF'), u32(3), u64(1), u64(1), text('general.architecture'), u32(8), text('llama'), text('token_embd.weight'), u32(1), u64(values), u32(0), u64(0)])
  const start = Math.ceil(head(0).length / 32) * 32
  const values = Math.floor((sizeBytes - start) / 4)
  const whole = Buffer.alloc(sizeBytes)
  let state = seed
  // Noise: no piece of it stands for another.
  for (let at = 0; at + 4 <= sizeBytes; at += 4) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    whole.writeInt32LE(state ^ at, at)
  }
  head(values).copy(whole)
  return whole
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

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

const text = (value: string): Buffer => Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)])
