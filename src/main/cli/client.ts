import type { ContractRouterClient } from '@orpc/contract'
import type { contract } from '../../contract/index.ts'

/** What a command talks to: a host that runs already, or one of its own, through the same contract. */
export type HostClient = ContractRouterClient<typeof contract>

/** Where a command writes: results on `out`, everything a person only watches on `err`. */
export interface Terminal {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** Progress is drawn only where a person sees it. */
  readonly isTerminal: boolean
  readonly columns: number
}
