import type { ShownProblem } from '../client.ts'

/** A failure where it happened: what, and the next step. */
export const ProblemLine = ({ problem }: { readonly problem: ShownProblem | null }) =>
  problem && (
    <p className="sm danger" role="alert">
      {problem.message} {problem.next}
    </p>
  )
