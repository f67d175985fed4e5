/** A two-way line of messages to the host, whatever carries it. */
export interface Line {
  send(message: string | Uint8Array | ArrayBufferLike): void
  onMessage(listener: (message: string) => void): void
  /** Called once, when the line is gone; it never comes back. */
  onClose(listener: () => void): void
  close(): void
}

/** Something that opens lines, one after the other: each is handed over when it can carry calls. */
export interface LineSource {
  close(): void
}

export interface LineEvents {
  readonly onLine: (line: Line) => void
  /** A try failed, or the line was lost and a new one is being opened. */
  readonly onLost: () => void
  /** The host is there and does not know us: trying again is no use. */
  readonly onRefused: () => void
}

/** The host cannot be reached. */
export class LinkLostError extends Error {
  override readonly name = 'LinkLostError'
}

/** The host was started anew, and this page's address is of the start before. */
export class LinkRefusedError extends Error {
  override readonly name = 'LinkRefusedError'
}
