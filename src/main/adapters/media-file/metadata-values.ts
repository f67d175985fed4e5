/** Seconds from 1904, where QuickTime begins to count, to 1970. */
const MAC_EPOCH_SECONDS = 2_082_844_800
const EARLIEST_MS = Date.UTC(1990, 0, 1)
const LATEST_MS = Date.UTC(2100, 0, 1)

/** A QuickTime time stamp as ISO 8601 in UTC; null when it is unset or absurd. */
export const macDate = (seconds: number): string | null => toIso((seconds - MAC_EPOCH_SECONDS) * 1000)

/** A written date with its time of day as ISO 8601; null when the time or the zone is missing, for a bare year is not when it was recorded. */
export const isoDate = (text: string | null): string | null => {
  // `2026-11-22T14:32:05+0100` and `…Z`
  const found = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.\d+)?\s?(Z|[+-]\d{2}:?\d{2})$/.exec(text ?? '')
  if (found === null) return null
  const [, day = '', time = '', zone = 'Z'] = found
  const offset = zone === 'Z' || zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`
  const iso = `${day}T${time}${offset}`
  return toIso(Date.parse(iso)) === null ? null : iso
}

const toIso = (ms: number): string | null => (ms >= EARLIEST_MS && ms <= LATEST_MS ? new Date(ms).toISOString() : null)

/** The device that recorded, from `com.apple.VoiceMemos (iPad Version 26.4 (Build 23E246))`, else from the model. */
export const deviceOf = (software: string | null, model: string | null): string | null => {
  const named = /^com\.apple\.VoiceMemos \(([\p{L}\d ]{1,40}?) Version\b/u.exec(software ?? '')?.[1]
  return named ?? /^(iPhone|iPad|Apple Watch|Mac|MacBook|iMac)\b/.exec(model ?? '')?.[0] ?? null
}
