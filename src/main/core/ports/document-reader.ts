import type { AttachmentKind } from '../../../contract/attachments.ts'

export interface ReadDocumentRequest {
  /** The file on this machine; its name decides only where the bytes do not. */
  readonly path: string
  readonly name: string
  readonly signal: AbortSignal
}

export interface ReadDocument {
  readonly kind: AttachmentKind
  /** The document's own title where it has one. */
  readonly title: string | null
  /** Readable by a person and a model alike; page breaks of a PDF are lines of their own. */
  readonly text: string
  /** Said beside it although it could be read: “Pages 3 and 4 are pictures.” */
  readonly notice: string | null
}

/**
 * Turns a document into text, away from the host: what is hostile in a file reaches nothing. Sound is not its business.
 * Rejects with AppError ENCRYPTED, DAMAGED, EMPTY_FILE, TOO_LARGE, UNSUPPORTED, FILE_GONE, NO_PERMISSION.
 */
export interface DocumentReader {
  read(request: ReadDocumentRequest): Promise<ReadDocument>
  /** Whether a file of this name and beginning is sound, which the memo pipeline takes. */
  isSound(path: string): Promise<boolean>
  close(): Promise<void>
}
