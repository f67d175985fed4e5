import type { AppError } from '../../../contract/errors.ts'
import type { PartFile } from '../ports/index.ts'
import { fetchPiece } from './fetch-piece.ts'
import type { PieceDeps } from './fetch-piece.ts'
import type { PieceEnd } from './judge-head.ts'
import { createPrefixSum } from './prefix-sum.ts'
import type { PrefixSum } from './prefix-sum.ts'
import { lengthOf, planPieces, prefixOf, receivedOf } from './record.ts'
import type { FileRecord } from './record.ts'
import { tell } from './told.ts'
import { changedOnce, keepsChanging, wrongLength, wrongSum } from './words.ts'

export interface FileDeps extends Omit<PieceDeps, 'onWrote'> {
  readonly onBytes: (bytes: number) => void
  /** It changed at its source, and comes again from its start. */
  readonly onChanged: (error: AppError) => void
  /** Has what came, and the note of it, on the disk. */
  readonly save: () => Promise<void>
  /** What keeps it from coming; null when bytes come again. */
  readonly onTrouble: (error: AppError | null) => void
  readonly onPhase: (phase: 'coming' | 'checking') => void
}

export interface FileRequest {
  readonly file: FileRecord
  readonly part: PartFile
  /** The credential that an address is given; mirrors get none. */
  readonly credentialFor: (url: string) => string | null
}

const AT_ONCE = 4
const MOST_TRIES = 8
const MOST_STREAMS = 4
const TRIES_BEFORE_MIRROR = 3

/** Fetches a file until it is whole and its checksum right. What came before is taken, once it was read again. Rejects with what a person is to read. */
export const fetchFile = async (deps: FileDeps, request: FileRequest, signal: AbortSignal): Promise<void> => {
  const { file, part } = request
  let sum = createPrefixSum(part)
  let changes = 0
  let wrongSums = 0

  const startOver = async (plan: Pick<FileRecord, 'pieceBytes' | 'pieces'>): Promise<void> => {
    Object.assign(file, plan)
    // Written down first: a note that tells of more than there is would make a hole a part of the file.
    await deps.save()
    await part.resize(0)
    if (file.sizeBytes !== null) await part.resize(file.sizeBytes)
    sum = createPrefixSum(part)
  }
  const samePlan = (): Pick<FileRecord, 'pieceBytes' | 'pieces'> => (file.pieceBytes === null ? { pieceBytes: null, pieces: [0] } : planPieces(file.sizeBytes, deps.times))
  const useMirror = async (error: AppError, more: { readonly inTurns: boolean }): Promise<void> => {
    if (file.at + 1 >= file.urls.length && !more.inTurns) throw error
    file.at = (file.at + 1) % file.urls.length
    // Another place tells its states apart differently; without a checksum nothing says that two halves are of one file.
    file.validator = null
    if (file.sha256 === null || file.pieceBytes === null) await startOver(planPieces(file.sizeBytes, deps.times))
  }

  // Whatever became of it since: a half file that is not as long as it was made is taken for none.
  if (file.pieces.length === 0) await startOver(planPieces(file.sizeBytes, deps.times))
  else if (file.pieceBytes === null || (await part.sizeBytes()) !== file.sizeBytes) await startOver(samePlan())
  if (file.sha256 !== null && receivedOf(file) > 0) {
    deps.onPhase('checking')
    await sum.catchUp(prefixOf(file), signal)
  }

  for (;;) {
    deps.onPhase('coming')
    const end = await fetchRound(deps, request, sum, signal)
    switch (end.type) {
      case 'whole': {
        deps.onPhase('checking')
        if (file.sha256 === null) return await finish(file, part)
        await sum.catchUp(file.sizeBytes ?? 0, signal)
        if (sum.end() === file.sha256) return await finish(file, part)
        await startOver(samePlan())
        wrongSums += 1
        if (wrongSums > 1) throw wrongSum()
        await useMirror(wrongSum(), { inTurns: false })
        break
      }
      case 'changed': {
        const url = file.urls[file.at] ?? ''
        const host = new URL(url).hostname
        changes += 1
        if (changes > 1) throw keepsChanging(host)
        deps.onPhase('checking')
        deps.onChanged(changedOnce(host))
        const told = await tell(deps.ask, { url, credential: request.credentialFor(url), withCredential: request.credentialFor(url) !== null }, signal)
        Object.assign(file, { sizeBytes: told.sizeBytes, validator: told.validator })
        await startOver(planPieces(file.sizeBytes, deps.times))
        break
      }
      case 'one-stream':
        await startOver({ pieceBytes: null, pieces: [0] })
        break
      case 'elsewhere':
        await useMirror(end.error, { inTurns: end.error.code === 'OFFLINE' })
        break
    }
  }
}

const finish = async (file: FileRecord, part: PartFile): Promise<void> => {
  // A stream that was shorter than one before it.
  await part.resize(file.sizeBytes ?? receivedOf(file))
  await part.sync()
  file.isWhole = true
}

type RoundEnd = Exclude<PieceEnd, { readonly type: 'again' }>

/** Fetches the missing pieces, four at once unless one is fast enough, until all are there or something else is to be done about them. */
const fetchRound = async (deps: FileDeps, { file, part, credentialFor }: FileRequest, sum: PrefixSum, signal: AbortSignal): Promise<RoundEnd> => {
  const ending = new AbortController()
  const roundSignal = AbortSignal.any([signal, ending.signal])
  const missing = file.pieces.flatMap((received, index) => (received < lengthOf(index, file.pieceBytes, file.sizeBytes) ? [index] : []))
  const begun = Promise.withResolvers<void>()
  const drained = new AbortController()
  let cameBytes = 0
  let end: RoundEnd | null = null

  const pieceDeps: PieceDeps = {
    ...deps,
    onWrote: (pieces, offset, bytes) => {
      if (file.sha256 !== null) {
        sum.wrote(pieces, offset)
        const prefix = prefixOf(file)
        if (prefix > sum.countedBytes()) sum.catchUp(prefix, roundSignal).catch(() => undefined)
      }
      begun.resolve()
      cameBytes += bytes
      deps.onTrouble(null)
      deps.onBytes(bytes)
    },
  }

  const fetchWhole = async (index: number): Promise<void> => {
    let tries = 0
    let streams = 0
    while (end === null) {
      const before = file.pieces[index] ?? 0
      if (file.pieceBytes === null && before > 0) await sum.restart()
      const ended = await fetchPiece(pieceDeps, { file, part, index, credential: credentialFor(file.urls[file.at] ?? '') }, roundSignal)
      if (ended.type === 'whole') return
      if (ended.type !== 'again') {
        end ??= ended
        return ending.abort()
      }
      const hasGrown = file.pieceBytes !== null && (file.pieces[index] ?? 0) > before
      tries = hasGrown ? 0 : tries + 1
      streams += 1
      deps.onTrouble(ended.error)
      const isLost = ended.error.code === 'OFFLINE'
      const isOver = isLost ? file.urls.length > 1 && tries >= TRIES_BEFORE_MIRROR : tries >= MOST_TRIES || (file.pieceBytes === null && streams >= MOST_STREAMS)
      if (isOver) {
        end ??= { type: 'elsewhere', error: file.pieceBytes === null && !isLost && file.sizeBytes !== null && receivedOf(file) > 0 ? wrongLength(new URL(file.urls[file.at] ?? '').hostname) : ended.error }
        return ending.abort()
      }
      // A line that was cut while bytes came is asked again at once.
      const waitMs = ended.waitMs ?? (hasGrown ? 0 : Math.min(deps.times.longestWaitMs, deps.times.firstWaitMs * 2 ** Math.max(0, tries - 1)))
      if (waitMs > 0) await deps.clock.sleep(waitMs, roundSignal)
    }
  }
  // One line that is fast already gains nothing by others beside it, and bytes in their order need not be read again for the checksum.
  const untilSlow = async (): Promise<void> => {
    const { lookMs, fastBytesPerSecond } = deps.times
    const waiting = AbortSignal.any([roundSignal, drained.signal])
    for (let isFast = true; isFast && !waiting.aborted; ) {
      const before = cameBytes
      await deps.clock.sleep(lookMs, waiting).catch(() => undefined)
      isFast = ((cameBytes - before) / lookMs) * 1000 >= fastBytesPerSecond
    }
  }
  const work = async (isFirst: boolean): Promise<void> => {
    // The first answer says whether parts are given at all; the others wait for it.
    if (!isFirst) await Promise.race([begun.promise, untilAborted(roundSignal)])
    if (!isFirst) await untilSlow()
    for (let index = missing.shift(); index !== undefined && end === null; index = missing.shift()) await fetchWhole(index)
    drained.abort()
    begun.resolve()
  }

  const workers = Array.from({ length: Math.min(AT_ONCE, missing.length) }, (_, number) => work(number === 0))
  try {
    await Promise.all(workers)
  } catch (error) {
    ending.abort()
    await Promise.allSettled(workers)
    signal.throwIfAborted()
    if (end === null) throw error
  }
  await Promise.allSettled(workers)
  await sum.rest()
  return end ?? { type: 'whole' }
}

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
