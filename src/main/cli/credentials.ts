import { CredentialNameSchema } from '../../contract/credentials.ts'
import type { HostClient, Terminal } from './client.ts'

const MAX_INPUT_BYTES = 16_384
const USES_SHOWN = 3

/** Where a key is read from: a hidden prompt where a person sits, else what is piped in. */
export interface KeyInput {
  readonly prompt: ((question: string) => Promise<string>) | null
  readonly piped: () => AsyncIterable<Buffer>
}

/**
 * Whether `credentials set` was given what it may be given: one name. Anything beside it may be a key, which other programs
 * can read in the list of processes and the shell keeps in its history; so can a name that looks like one. Says what to do.
 */
export const refusedArguments = ([name, ...more]: readonly string[]): string | null => {
  if (name === undefined) return 'Which key? Type: freehold credentials set NAME'
  const looksLikeKey = /^(sk|pk|rk|key|api|gsk|xai|hf|ghp)[-_]\w/i.test(name) || /^[\w-]{32,}$/.test(name)
  if (more.length === 0 && !looksLikeKey) return CredentialNameSchema.safeParse(name).success ? null : 'A name has 1 to 40 letters, digits, spaces, dots or dashes.'
  const what = more.length > 0 ? 'A key is never written on the command line' : 'That looks like a key, and a name was asked for'
  return `${what}: other programs on this computer can read it there, and your shell keeps it. Nothing was stored.\n  If it was a key, have the provider replace it now. Then type: freehold credentials set ${more.length > 0 && !looksLikeKey ? JSON.stringify(name) : 'NAME'}`
}

/** Takes a key in and hands it to the host; it is never printed. */
export const setCredential = async (client: HostClient, name: string, input: KeyInput, terminal: Terminal, signal: AbortSignal): Promise<number> => {
  const value = (input.prompt ? await input.prompt(`Key for “${name}” (it is not shown): `) : await readAll(input.piped())).trim()
  if (value === '') {
    terminal.err('There was no key to store. Nothing was changed.\n')
    return 1
  }
  await client.credentials.set({ name, value }, { signal })
  terminal.err(`“${name}” is stored. Try it: freehold credentials test ${JSON.stringify(name)}\n`)
  return 0
}

/** Prints which keys there are, where they are kept, and who used them last; never a key. */
export const listCredentials = async (client: HostClient, json: boolean, terminal: Terminal, signal: AbortSignal): Promise<number> => {
  const { store, credentials } = await client.credentials.list({}, { signal })
  if (json) {
    terminal.out(`${JSON.stringify({ store, credentials }, null, 2)}\n`)
    return 0
  }
  for (const { name, uses } of credentials) {
    const last = uses.slice(0, USES_SHOWN).map(({ feature, at }) => `${feature} ${at.slice(0, 16).replace('T', ' ')}`)
    terminal.out(`${name}  ${last.length > 0 ? `used by ${last.join(', ')}` : 'not used yet'}\n`)
  }
  if (credentials.length === 0) terminal.out('No key is stored.\n')
  terminal.out(`\n${store.words}${store.next ? `\n  ${store.next}` : ''}\n`)
  return 0
}

/** Asks the provider whether it takes a key; 1 when it does not. */
export const testCredential = async (client: HostClient, name: string, terminal: Terminal, signal: AbortSignal): Promise<number> => {
  const { ok, words } = await client.credentials.test({ name }, { signal })
  terminal.out(`${words}\n`)
  return ok ? 0 : 1
}

/** Removes a key from where it is kept and from memory. */
export const removeCredential = async (client: HostClient, name: string, terminal: Terminal, signal: AbortSignal): Promise<number> => {
  await client.credentials.remove({ name }, { signal })
  terminal.err(`“${name}” is removed here. With the provider it still holds until you revoke it there.\n`)
  return 0
}

const readAll = async (pieces: AsyncIterable<Buffer>): Promise<string> => {
  const all: Buffer[] = []
  let sizeBytes = 0
  for await (const piece of pieces) {
    all.push(piece)
    sizeBytes += piece.length
    if (sizeBytes > MAX_INPUT_BYTES) break
  }
  return Buffer.concat(all).toString('utf8')
}
