import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { type MemoId, MemoIdSchema } from '../../contract/memos.ts'

/** A new token for this start of the host: 256 random bits. */
export const createToken = (): string => randomBytes(32).toString('base64url')

/** Compares in a time that tells nothing of where they differ, nor of their lengths. */
export const isSameSecret = (given: string, wanted: string): boolean => timingSafeEqual(sha256(given), sha256(wanted))

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()

/** An <audio> element sends no headers, so its address carries the right to one recording, for a day. */
export interface AudioSigner {
  /** For `MemoDetail.audioPath`. */
  sign(memoId: MemoId): string
  /** The memo that a path may fetch; null when it was not signed here, or its day is over. */
  verify(url: URL): MemoId | null
}

const DAY_MS = 86_400_000

/** Signs with a key that lives as long as this process. */
export const createAudioSigner = (nowMs: () => number): AudioSigner => {
  const key = randomBytes(32)
  const signature = (memoId: string, until: string): string => createHmac('sha256', key).update(`${memoId}.${until}`).digest('base64url')

  return {
    sign: (memoId) => {
      const until = String(nowMs() + DAY_MS)
      return `/audio/${memoId}?${new URLSearchParams({ until, signature: signature(memoId, until) })}`
    },
    verify: ({ pathname, searchParams }) => {
      const memoId = MemoIdSchema.safeParse(pathname.slice('/audio/'.length))
      const until = searchParams.get('until') ?? ''
      if (!memoId.success || !isSameSecret(searchParams.get('signature') ?? '', signature(memoId.data, until))) return null
      return nowMs() <= Number(until) ? memoId.data : null
    },
  }
}
