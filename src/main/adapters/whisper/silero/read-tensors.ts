import { readFile } from 'node:fs/promises'

export interface Tensor {
  /** Sizes, the innermost first, as ggml has them. */
  readonly sizes: readonly number[]
  readonly values: Float64Array
}

const FLOAT_32 = 0
const FLOAT_16 = 1

/** Reads the tensors of a Silero file that was checked before; null where one is packed in a way that is not read here. */
export const readTensors = async (path: string): Promise<ReadonlyMap<string, Tensor> | null> => {
  const bytes = await readFile(path)
  let at = 4
  const int32 = (): number => {
    at += 4
    return bytes.readInt32LE(at - 4)
  }
  // Its name, version and window; then the sizes of its layers.
  const nameBytes = int32()
  at += nameBytes + 5 * 4
  const layers = int32()
  at += (layers * 3 + 4) * 4
  const tensors = new Map<string, Tensor>()
  while (at < bytes.length) {
    const [dimensions, nameLength, type] = [int32(), int32(), int32()]
    const sizes = Array.from({ length: dimensions }, int32)
    const name = bytes.toString('latin1', at, at + nameLength)
    at += nameLength
    if ((type !== FLOAT_32 && type !== FLOAT_16)) return null
    const values = new Float64Array(sizes.reduce((product, size) => product * size, 1))
    for (let index = 0; index < values.length; index += 1) {
      values[index] = type === FLOAT_32 ? bytes.readFloatLE(at) : halfToNumber(bytes.readUInt16LE(at))
      at += type === FLOAT_32 ? 4 : 2
    }
    tensors.set(name.slice('_model.'.length), { sizes, values })
  }
  return tensors
}

const halfToNumber = (bits: number): number => {
  const sign = bits & 0x80_00 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3_ff
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15))
}
