const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const
const MONTHS = [
  'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December',
] as const

const two = (count: number): string => String(count).padStart(2, '0')

/** Days since the epoch in the person's time zone; unlike a difference of milliseconds it survives a change of clocks. */
export const dayNumber = (at: Date): number => Math.floor(Date.UTC(at.getFullYear(), at.getMonth(), at.getDate()) / 86_400_000)

/** `Sunday 22 November 2026` */
export const longDate = (at: Date): string => `${WEEKDAYS[at.getDay()]} ${at.getDate()} ${MONTHS[at.getMonth()]} ${at.getFullYear()}`

/** `Today`, `Yesterday`, `Friday 20 November`, and with its year when that is another one. */
export const dayName = (at: Date, now: Date): string => {
  const age = dayNumber(now) - dayNumber(at)
  if (age === 0) return 'Today'
  if (age === 1) return 'Yesterday'
  const date = `${WEEKDAYS[at.getDay()]} ${at.getDate()} ${MONTHS[at.getMonth()]}`
  return at.getFullYear() === now.getFullYear() ? date : `${date} ${at.getFullYear()}`
}

/** `16:02` */
export const timeOfDay = (at: Date): string => `${two(at.getHours())}:${two(at.getMinutes())}`
