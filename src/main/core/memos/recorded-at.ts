import { localTime } from '../lib/local-time.ts'

// `20261103 091500-1A2B3C4D.m4a`: Voice Memos names a file by the local time.
const VOICE_MEMOS_NAME = /^(\d{4})(\d{2})(\d{2}) (\d{2})(\d{2})(\d{2})(?:-|\.)/

/** When it was recorded: what its library or its file says, else what its name says, else when the file was made. */
export const recordedAt = (known: { readonly said: string | null; readonly fileName: string; readonly modifiedMs: number }): string => {
  if (known.said !== null && Number.isFinite(Date.parse(known.said))) return withOffset(known.said)
  const parts = VOICE_MEMOS_NAME.exec(known.fileName)?.slice(1).map(Number)
  if (parts) {
    const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts
    const time = new Date(year, month - 1, day, hour, minute, second)
    if (Number.isFinite(time.getTime())) return localTime(time.getTime())
  }
  return localTime(known.modifiedMs)
}

// A time with an offset of its own is kept: it is the wall clock where the recording was made.
const withOffset = (said: string): string => (/[+-]\d{2}:?\d{2}$/.test(said) ? said : localTime(Date.parse(said)))
