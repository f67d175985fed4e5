/** `1:05`, `1:02:03`: a time within a recording, in whole seconds. */
export const toTime = (seconds: number): string => {
  const whole = Math.max(0, Math.floor(Number.isFinite(seconds) ? seconds : 0))
  const two = (value: number): string => String(value).padStart(2, '0')
  const minutes = Math.floor(whole / 60) % 60
  return whole >= 3600 ? `${Math.floor(whole / 3600)}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
}

/** Seconds of `1:05` or `1:02:03`, or of a plain number; null when it is neither. */
export const fromTime = (value: unknown): number | null => {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? value : null
  if (typeof value !== 'string' || !/^\d+(:[0-5]?\d){1,2}(\.\d+)?$/.test(value)) return null
  return value.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
}

/** Day, hour and minute where it was recorded: as the time stamp says it, or here when it says UTC; null when it is no time. */
export const localParts = (recordedAt: string): { readonly year: string; readonly month: string; readonly day: string; readonly time: string } | null => {
  const said = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(recordedAt)
  const date = new Date(recordedAt)
  if (said === null || Number.isNaN(date.getTime())) return null
  const two = (value: number): string => String(value).padStart(2, '0')
  if (!recordedAt.endsWith('Z')) return { year: said[1] ?? '', month: said[2] ?? '', day: said[3] ?? '', time: `${said[4]}${said[5]}` }
  return {
    year: String(date.getFullYear()).padStart(4, '0'),
    month: two(date.getMonth() + 1),
    day: two(date.getDate()),
    time: `${two(date.getHours())}${two(date.getMinutes())}`,
  }
}
