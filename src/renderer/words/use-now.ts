import { useEffect, useState } from 'react'

const HALF_MINUTE_MS = 30_000

/** The present moment, twice a minute: for words like “Ends in 42 min”. */
export const useNow = (): Date => {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), HALF_MINUTE_MS)
    return () => clearInterval(timer)
  }, [])
  return now
}
