import type { CatalogueModel } from '../../../contract/models.ts'
import type { Clock, DownloadStore, FetchAnswer, Log } from '../ports/index.ts'

/** How long things are waited for, and how much is taken at once; other figures are for tests. */
export interface DownloadTimes {
  /** Without a byte for so long, a part is asked for again. */
  readonly stallMs: number
  /** Before the first new try; each next one waits twice as long, up to `longestWaitMs`. */
  readonly firstWaitMs: number
  readonly longestWaitMs: number
  /** How often what came is made to stay. */
  readonly keepMs: number
  /** How long one line is looked at before others come to its help, and how fast it must be to need none. */
  readonly lookMs: number
  readonly fastBytesPerSecond: number
  /** The least and the most that one request asks for. */
  readonly leastPieceBytes: number
  readonly mostPieceBytes: number
}

export const DOWNLOAD_TIMES: DownloadTimes = { stallMs: 30_000, firstWaitMs: 1000, longestWaitMs: 30_000, keepMs: 2000, lookMs: 500, fastBytesPerSecond: 60e6, leastPieceBytes: 32 * 2 ** 20, mostPieceBytes: 512 * 2 ** 20 }

export interface DownloadsDeps {
  /** `routing.fetcher({ feature: 'models', purpose: 'model' })`. */
  readonly fetch: FetchAnswer
  readonly store: DownloadStore
  /** A model of the catalogue, or of the person's own, by its id. */
  readonly findOffered: (id: string) => CatalogueModel | undefined
  /** What a file is, by its content; null when nothing about it says model. */
  readonly inspect: (path: string) => { readonly fault: string | null } | null
  /** A model is in its folder now: resolves when it is among those that are known. */
  readonly onArrived: () => Promise<void>
  readonly settings: () => { readonly endpoint: string; readonly credential: string }
  readonly clock: Clock
  readonly log: Log
  readonly newId: () => string
  readonly times?: Partial<DownloadTimes>
}
