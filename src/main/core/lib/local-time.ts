/** A moment as the clock on this machine's wall shows it: ISO 8601 with its offset. */
export const localTime = (milliseconds: number): string => {
  const offsetMinutes = -new Date(milliseconds).getTimezoneOffset()
  const wall = new Date(milliseconds + offsetMinutes * 60_000).toISOString().slice(0, 19)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${wall}${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offsetMinutes) / 60))}:${two(Math.abs(offsetMinutes) % 60)}`
}
