import { firstPartOf, furtherParts } from '../../core/lib/model-parts.ts'
import type { WalkedFile } from './walk.ts'

export interface JoinedFile extends WalkedFile {
  /** Of a model that is cut up: how many of its parts are not beside the first. */
  readonly missingParts: number
  readonly parts: readonly WalkedFile[]
}

/** A model in several files is one, as large as all of them, under the first of them. */
export const joinParts = (files: readonly WalkedFile[]): readonly JoinedFile[] => {
  const byPath = new Map(files.map((file) => [file.path, file]))
  return files
    .filter(({ path }) => !byPath.has(firstPartOf(path) ?? ''))
    .map((file) => {
      const names = furtherParts(file.path)
      const parts = names.flatMap((name) => byPath.get(name) ?? [])
      return { ...file, sizeBytes: parts.reduce((bytes, part) => bytes + part.sizeBytes, file.sizeBytes), missingParts: names.length - parts.length, parts }
    })
}
