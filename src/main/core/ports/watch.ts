export interface SeenFile {
  readonly path: string
  readonly sizeBytes: number
  readonly modifiedMs: number
}

export interface FolderWatch {
  close(): Promise<void>
}

export interface WatchEvents {
  readonly onFile: (file: SeenFile) => void
  readonly onGone: (path: string) => void
  /** A file that is not followed, and why (a link out of the folder, no permission). */
  readonly onRefused: (path: string, reason: 'link' | 'permission') => void
  /** A file that iCloud has not brought down yet; the path it will have. */
  readonly onPlaceholder?: (path: string) => void
  /** The folder itself cannot be watched; it is tried again by itself. */
  readonly onTrouble: (state: 'denied' | 'missing') => void
  readonly onReady: () => void
}

/** Watches folders, and walks them once at the start. */
export type WatchFolder = (folder: string, events: WatchEvents) => FolderWatch

/** What the Voice Memos database says of its recordings; read-only, absence tolerated. */
export interface VoiceMemo {
  /** File name inside the Recordings folder; null for a placeholder that iCloud has not brought down. */
  readonly fileName: string | null
  readonly uniqueId: string
  readonly title: string | null
  /** ISO 8601 in UTC. */
  readonly recordedAt: string | null
  readonly durationSeconds: number | null
  readonly folder: string | null
  readonly recentlyDeleted: boolean
}

/** Rejects never: a library without a readable database gives an empty list and `readable: false`. */
export type ReadVoiceMemos = (folder: string) => Promise<{ readonly readable: boolean; readonly memos: readonly VoiceMemo[] }>
