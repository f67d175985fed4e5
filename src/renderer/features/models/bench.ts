import { useEffect, useRef, useState } from 'react'
import type { BenchResult } from '../../../contract/models.ts'
import type { ModelsApi } from './models-api.ts'
import type { ShownProblem } from '../../client.ts'

export interface Bench {
  /** What is measured at this moment; null when nothing is. */
  readonly step: string | null
  readonly result: BenchResult | null
  readonly problem: ShownProblem | null
  start(): void
  stop(): void
}

/** Measures a model's speed, one run at a time; leaving the page ends it. */
export const useBench = (bench: ModelsApi['bench'], id: string, problemOf: (error: unknown) => ShownProblem | null): Bench => {
  const [step, setStep] = useState<string | null>(null)
  const [result, setResult] = useState<BenchResult | null>(null)
  const [problem, setProblem] = useState<ShownProblem | null>(null)
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])

  const run = async (signal: AbortSignal): Promise<void> => {
    setStep('Getting ready…')
    setResult(null)
    setProblem(null)
    try {
      for await (const event of await bench({ id }, { signal })) {
        if (event.type === 'step') setStep(event.words)
        else setResult(event.result)
      }
    } catch (error) {
      if (!signal.aborted) setProblem(problemOf(error))
    }
    if (!signal.aborted) setStep(null)
  }
  return {
    step,
    result,
    problem,
    start: () => {
      running.current?.abort()
      const ours = new AbortController()
      running.current = ours
      void run(ours.signal)
    },
    stop: () => {
      running.current?.abort()
      setStep(null)
    },
  }
}
