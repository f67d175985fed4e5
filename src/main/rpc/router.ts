import type { Router } from '@orpc/server'
import { implement } from '@orpc/server'
import { contract } from '../../contract/index.ts'

export type HostRouter = Router<typeof contract, Record<never, never>>

/** Puts the capabilities' routers together; the type says when one is missing or answers something else than the contract. */
export const createRouter = (parts: { readonly [Name in keyof typeof contract]: Router<(typeof contract)[Name], Record<never, never>> }): HostRouter =>
  implement(contract).router(parts)
