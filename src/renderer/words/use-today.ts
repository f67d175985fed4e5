import { useEffect, useState } from 'react'
import { dayNumber } from './days.ts'

const MINUTE_MS = 60_000

/** The present day; a page that stays open past midnight says “Yesterday” where it said “Today”. */
export const useToday = (): Date => {
  const [today, setToday] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => {
      const now = new Date()
      setToday((before) => (dayNumber(before) === dayNumber(now) ? before : now))
    }, MINUTE_MS)
    return () => clearInterval(timer)
  }, [])
  return today
}
