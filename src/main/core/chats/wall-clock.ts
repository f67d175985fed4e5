const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/

/** `22 Nov 2026` and `14:32`, where and when it was said: as the time stamp has it; null when it is no time. */
export const wallClock = (at: string): { readonly day: string; readonly time: string } | null => {
  const [said, year, month, day, hour, minute] = TIME.exec(at) ?? []
  if (said === undefined) return null
  return { day: `${Number(day)} ${MONTHS[Number(month) - 1] ?? month} ${year}`, time: `${hour}:${minute}` }
}

/** A moment as the clock on this machine's wall shows it: ISO 8601 with its offset. */
export const localTime = (milliseconds: number): string => {
  const offsetMinutes = -new Date(milliseconds).getTimezoneOffset()
  const wall = new Date(milliseconds + offsetMinutes * 60_000).toISOString().slice(0, 19)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${wall}${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offsetMinutes) / 60))}:${two(Math.abs(offsetMinutes) % 60)}`
}
