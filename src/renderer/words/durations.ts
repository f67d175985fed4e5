const MINUTE = 60
const HOUR = 3600

/** A length in words, so that it is not read as a clock: `9 s`, `18 min`, `1 h 5 min`. */
export const durationInWords = (seconds: number): string => {
  const whole = Math.round(seconds)
  if (whole < MINUTE) return `${whole} s`
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)} min`
  const minutes = Math.floor((whole % HOUR) / MINUTE)
  return minutes === 0 ? `${Math.floor(whole / HOUR)} h` : `${Math.floor(whole / HOUR)} h ${minutes} min`
}

/** A length to the second: `6 min 41 s`, `2 h 10 min 5 s`. */
export const exactDuration = (seconds: number): string => {
  const whole = Math.round(seconds)
  const parts = [
    [Math.floor(whole / HOUR), 'h'],
    [Math.floor((whole % HOUR) / MINUTE), 'min'],
    [whole % MINUTE, 's'],
  ] as const
  const named = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`)
  return named.join(' ') || '0 s'
}

const two = (count: number): string => String(count).padStart(2, '0')

/** A place in a recording: `02:14`, and `1:02:14` past the first hour. */
export const clockTime = (seconds: number): string => {
  const whole = Math.max(0, Math.floor(seconds))
  const hours = Math.floor(whole / HOUR)
  const rest = `${two(Math.floor((whole % HOUR) / MINUTE))}:${two(whole % MINUTE)}`
  return hours > 0 ? `${hours}:${rest}` : rest
}

const counted = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`

/** A place in a recording as it is spoken: `2 minutes 14 seconds`. */
export const spokenTime = (seconds: number): string => {
  const whole = Math.max(0, Math.floor(seconds))
  const parts = [
    [Math.floor(whole / HOUR), 'hour'],
    [Math.floor((whole % HOUR) / MINUTE), 'minute'],
    [whole % MINUTE, 'second'],
  ] as const
  const named = parts.filter(([count]) => count > 0).map(([count, unit]) => counted(count, unit))
  return named.join(' ') || '0 seconds'
}

/** How long work still takes; rough on purpose, for a figure that jumps is no help. */
export const remainingInWords = (seconds: number): string => {
  if (seconds < 8) return 'a few seconds left'
  if (seconds < 55) return `about ${Math.max(10, Math.round(seconds / 5) * 5)} s left`
  if (seconds < HOUR * 0.99) return `about ${Math.max(1, Math.round(seconds / MINUTE))} min left`
  const halves = Math.round((seconds / HOUR) * 2) / 2
  return `about ${halves === 1 ? '1 hour' : `${halves} hours`} left`
}
