import { oc } from '@orpc/contract'
import { z } from 'zod'
import { appErrors } from './problem.ts'

export const CredentialNameSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,39}$/)

/** That a key exists, and who used it. Its value is never here. */
export const CredentialSchema = z.object({
  name: CredentialNameSchema,
  /** Newest use first. */
  uses: z.array(z.object({ feature: z.string(), at: z.string() })),
})
export type Credential = z.infer<typeof CredentialSchema>

export const StoreStateSchema = z.object({
  kind: z.enum(['keychain', 'secret-service', 'file', 'none']),
  /** One sentence: where keys are kept, or why none can be. */
  words: z.string(),
  next: z.string().optional(),
})
export type StoreState = z.infer<typeof StoreStateSchema>

const base = oc.errors(appErrors)
const byName = z.object({ name: CredentialNameSchema })

export const credentialsContract = {
  list: base.input(z.object({})).output(z.object({ store: StoreStateSchema, credentials: z.array(CredentialSchema) })),
  /** Takes a key in and never gives it back. */
  set: base.input(byName.extend({ value: z.string().min(1).max(8192) })).output(z.object({})),
  /** Asks the provider whether it takes the key, through the gate. */
  test: base.input(byName).output(z.object({ ok: z.boolean(), words: z.string() })),
  /** Gone from the store and from memory. */
  remove: base.input(byName).output(z.object({})),
}
