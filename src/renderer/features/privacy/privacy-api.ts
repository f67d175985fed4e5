import type { Api } from '../../client.ts'

/** The client makes each procedure anew whenever it is named; taken once, effects that depend on one do not run again and again. */
const hold = <From extends object, Name extends keyof From>(from: From, names: readonly Name[]): Pick<From, Name> => {
  const held: Partial<Pick<From, Name>> = {}
  for (const name of names) held[name] = from[name]
  return held as Pick<From, Name>
}

/** What this feature asks of the host. */
export const createPrivacyApi = ({ privacy, ledger, credentials }: Api) => ({
  privacy: hold(privacy, ['changes', 'setLocalOnly', 'setCell', 'addRule', 'removeRule', 'addDestination', 'removeDestination', 'answer', 'tryIt']),
  ledger: hold(ledger, ['list', 'totals', 'payload', 'purge', 'verify', 'export', 'changes']),
  credentials: hold(credentials, ['list', 'set', 'test', 'remove']),
})

export type PrivacyApi = ReturnType<typeof createPrivacyApi>
