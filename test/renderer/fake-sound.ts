import { writeFileSync } from 'node:fs'

/** Eight-bit sound of a length, quiet enough for anyone who opens it. */
export const writeSound = (path: string, seconds: number): void => {
  const rate = 8000
  const data = Buffer.alloc(rate * seconds, 128)
  for (let at = 0; at < data.length; at += 1) data[at] = 128 + Math.round(8 * Math.sin(at / 5))
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + data.length, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(rate, 24)
  head.writeUInt32LE(rate, 28)
  head.writeUInt16LE(1, 32)
  head.writeUInt16LE(8, 34)
  head.write('data', 36)
  head.writeUInt32LE(data.length, 40)
  writeFileSync(path, Buffer.concat([head, data]))
}
