import type { ShownProblem } from '../../client.ts'

export type ProblemOf = (error: unknown) => ShownProblem | null
