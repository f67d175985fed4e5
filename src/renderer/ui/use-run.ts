import { useCallback, useState } from 'react'
import type { ShownProblem } from '../client.ts'

export type ProblemOf = (error: unknown) => ShownProblem | null

/** Runs requests one at a time or beside each other; the last failure stands until something works. Answers whether it worked. */
export const useRun = (problemOf: ProblemOf) => {
  const [problem, setProblem] = useState<ShownProblem | null>(null)
  const run = useCallback(
    async (request: Promise<unknown>): Promise<boolean> => {
      try {
        await request
        setProblem(null)
        return true
      } catch (error) {
        setProblem(problemOf(error))
        return false
      }
    },
    [problemOf],
  )
  return { problem, run }
}
