// A double of the parsers, which does on demand what a hostile file would make one do; runs in the real thread.
import { readFile } from 'node:fs/promises'
import { serveReader } from '../../../src/main/adapters/document-reader/serve-reader.ts'
import type { ReadDocument } from '../../../src/main/core/ports/index.ts'

const kept: unknown[] = []
const FAULTS: Readonly<Record<string, () => unknown>> = {
  hang: () => {
    for (;;);
  },
  exit: () => process.exit(1),
  throw: () => {
    throw new Error('the text of the file')
  },
  heap: () => {
    for (;;) kept.push(Array.from({ length: 100_000 }, (_each, index) => ({ index })))
  },
  buffers: () => {
    for (;;) kept.push(Buffer.alloc(20_000_000, 1))
  },
  lie: () => ({ kind: 'text', title: 1 }),
}

serveReader(async (path): Promise<ReadDocument> => {
  const text = await readFile(path, 'utf8')
  const fault = FAULTS[text]
  return fault === undefined ? { kind: 'text', title: null, text, notice: null } : (fault() as ReadDocument)
})
