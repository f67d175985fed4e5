import { z } from 'zod'
import { ProblemSchema } from '../../../contract/problem.ts'

const FileSchema = z.object({
  fileName: z.string().regex(/^[^./\\][^/\\]{0,200}$/u),
  /** The first is the source; the others hold the same file. */
  urls: z.array(z.url({ protocol: /^https?$/ })).min(1),
  /** Which of them it comes from. */
  at: z.number().int().min(0),
  sizeBytes: z.number().int().min(0).nullable(),
  /** Hex; null where nobody tells. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/).nullable(),
  /** By which the source tells one state of the file from another. */
  validator: z.string().nullable(),
  /** Null when it comes as one stream, which begins again where it breaks off. */
  pieceBytes: z.number().int().positive().nullable(),
  /** What came of each piece, on the disk. */
  pieces: z.array(z.number().int().min(0)),
  /** It is whole, and its checksum is right. */
  isWhole: z.boolean(),
})

/** What is kept of a download: enough to go on after the host was killed. */
export const RecordSchema = z.object({
  version: z.literal(1),
  ref: z.string(),
  /** Two downloads of the same file have the same. */
  key: z.string(),
  name: z.string(),
  /** Asked with a token. */
  withCredential: z.boolean(),
  /** None before the source was asked. */
  files: z.array(FileSchema),
  paused: z.boolean(),
  problem: ProblemSchema.nullable(),
  failed: z.boolean(),
})

export type FileRecord = z.infer<typeof FileSchema>
export type DownloadRecord = z.infer<typeof RecordSchema>

/** Reads a note; null for one that is none of ours. */
export const readRecord = (text: string): DownloadRecord | null => {
  try {
    return RecordSchema.parse(JSON.parse(text))
  } catch {
    return null
  }
}

/** Bytes on the disk. */
export const receivedOf = ({ pieces }: Pick<FileRecord, 'pieces'>): number => pieces.reduce((bytes, piece) => bytes + piece, 0)

/** Bytes from the start on without a hole. */
export const prefixOf = ({ pieces, pieceBytes, sizeBytes }: Pick<FileRecord, 'pieces' | 'pieceBytes' | 'sizeBytes'>): number => {
  let bytes = 0
  for (const [index, received] of pieces.entries()) {
    bytes += received
    if (received < lengthOf(index, pieceBytes, sizeBytes)) break
  }
  return bytes
}

/** How long a piece is to be; without end where nobody knows. */
export const lengthOf = (index: number, pieceBytes: number | null, sizeBytes: number | null): number =>
  pieceBytes === null || sizeBytes === null ? (sizeBytes ?? Number.POSITIVE_INFINITY) : Math.min(pieceBytes, sizeBytes - index * pieceBytes)

const MOST_PIECES = 64

/** A file cut into pieces: at most 64 of them, for each is a row in the person's record. */
export const planPieces = (sizeBytes: number | null, bounds: { readonly leastPieceBytes: number; readonly mostPieceBytes: number }): Pick<FileRecord, 'pieceBytes' | 'pieces'> => {
  if (sizeBytes === null || sizeBytes === 0) return { pieceBytes: null, pieces: [0] }
  const pieceBytes = Math.min(bounds.mostPieceBytes, Math.max(bounds.leastPieceBytes, Math.ceil(sizeBytes / MOST_PIECES)))
  return { pieceBytes, pieces: Array.from({ length: Math.ceil(sizeBytes / pieceBytes) }, () => 0) }
}
