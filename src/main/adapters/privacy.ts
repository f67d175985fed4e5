import { createHash, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../contract/errors.ts'
import type { Adapters } from '../compose.ts'
import { PriceTableSchema } from '../core/lib/prices.ts'
import { parseRange } from '../core/lib/addresses.ts'
import type { BlockedAttempt, Clock, Log, Secrets } from '../core/ports/index.ts'
import { createAnthropic } from './anthropic/index.ts'
import { createCredentialBook } from './state-files/index.ts'
import { createDetector } from './detect-worker/index.ts'
import { createKeychain, hasSessionBus } from './keychain/index.ts'
import type { Guard } from './net-gate/guard.ts'
import { createGate, noGate } from './net-gate/index.ts'
import { createOpenAiCompatible } from './openai-compatible/index.ts'
import { createPassphrase, createSecretFile } from './secret-file/index.ts'
import { createSqliteLedger } from './sqlite/index.ts'

export interface PrivacyPlaceDeps {
  readonly stateFolder: string
  readonly resourcesFolder: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly log: Log
  /** Null where no guard stands in this process: then nothing leaves it at all. */
  readonly guard: Guard | null
  /** The built thread that looks through texts. */
  readonly detectWorkerPath: string
  /** Asks on the terminal, hidden; null where nobody sits at one. */
  readonly prompt: ((question: string) => Promise<string>) | null
}

export type PrivacyAdapters = Pick<Adapters, 'openLedger' | 'secrets' | 'credentialBook' | 'cloudModels' | 'createDetector' | 'createGate' | 'onBlocked' | 'newId' | 'sha256'>

/** What privacy touches outside: record, keys, providers, the detector's thread, and the gate. */
export const createPrivacyAdapters = async (deps: PrivacyPlaceDeps): Promise<PrivacyAdapters & { readonly tellBlocked: (blocked: BlockedAttempt) => void }> => {
  const { stateFolder, resourcesFolder, clock, log, guard, detectWorkerPath } = deps
  const prices = PriceTableSchema.parse(JSON.parse(await readFile(join(resourcesFolder, 'prices.json'), 'utf8')))
  const { secrets, credentialBook } = createSecrets(deps)
  const listeners = new Set<(blocked: BlockedAttempt) => void>()
  const before: BlockedAttempt[] = []
  const tellBlocked = (blocked: BlockedAttempt): void => {
    if (listeners.size === 0) before.push(blocked)
    for (const listener of listeners) listener(blocked)
  }
  guard?.onBlocked((blocked) => tellBlocked({ ...blocked, feature: 'host' }))

  return {
    openLedger: () => createSqliteLedger({ folder: stateFolder, clock, log }),
    secrets,
    credentialBook,
    cloudModels: { anthropic: createAnthropic({ prices, clock }), openai: createOpenAiCompatible({ prices, clock }) },
    createDetector: (people) => createDetector({ workerPath: detectWorkerPath, people, log }),
    createGate: ({ network, ...more }) => (guard === null ? noGate() : createGate({ ...more, networkRanges: () => network().flatMap((text) => parseRange(text) ?? []), leave: guard.leave, clock, log })),
    onBlocked: (listener) => {
      listeners.add(listener)
      for (const blocked of before.splice(0)) listener(blocked)
      return () => listeners.delete(listener)
    },
    newId: randomUUID,
    sha256: (bytes) => createHash('sha256').update(bytes).digest('hex'),
    tellBlocked,
  }
}

const createSecrets = ({ stateFolder, env, log, prompt }: PrivacyPlaceDeps): { readonly secrets: Secrets; readonly credentialBook: ReturnType<typeof createCredentialBook> } => {
  const choice = env['FREEHOLD_SECRETS']
  if (choice !== undefined && choice !== '' && choice !== 'file') throw new AppError('BAD_REQUEST', `FREEHOLD_SECRETS is “${choice}”, which Freehold does not know.`, { next: 'Leave it out for the keychain, or set it to file for an encrypted file.' })
  const isFile = choice === 'file'
  const credentialBook = createCredentialBook(join(stateFolder, isFile ? 'credentials-file.json' : 'credentials.json'), log)
  const secrets = isFile
    ? createSecretFile({ path: join(stateFolder, 'secrets'), passphrase: createPassphrase({ env, prompt }) })
    : createKeychain({ platform: process.platform, hasSessionBus: hasSessionBus(env), book: credentialBook })
  return { secrets, credentialBook }
}
