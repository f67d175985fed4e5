const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/

/** `22 Nov 2026` and `14:32`, where and when it was said: as the time stamp has it; null when it is no time. */
export const wallClock = (at: string): { readonly day: string; readonly time: string } | null => {
  const [said, year, month, day, hour, minute] = TIME.exec(at) ?? []
  if (said === undefined) return null
  return { day: `${Number(day)} ${MONTHS[Number(month) - 1] ?? month} ${year}`, time: `${hour}:${minute}` }
}
