import type { UploadLine } from '../../src/contract/wire.ts'

export interface PlainFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/** The head of a file, as the page writes it. */
export const headOf = (name: string, size: number): Buffer => Buffer.from(`${JSON.stringify({ name, modified: 1_767_225_600_000, size })}\n`)

/** The body of `PUT /uploads`. */
export const bodyOf = (files: readonly PlainFile[]): Buffer => Buffer.concat(files.flatMap(({ name, bytes }) => [headOf(name, bytes.byteLength), bytes]))

/** The answers, in the order of the files; the one to the whole request, where there is one, comes first. */
export const answersIn = (text: string): readonly UploadLine[] =>
  text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as UploadLine).toSorted((a, b) => (a.index ?? -1) - (b.index ?? -1))
