import { closeSync, fstatSync, readSync } from 'node:fs'
import { AppError } from '../../../contract/errors.ts'
import { redact } from '../../core/lib/redacted.ts'
import type { Redacted } from '../../core/ports/index.ts'

const MAX_BYTES = 4096

/**
 * The passphrase of the encrypted file: from the file descriptor that FREEHOLD_PASSPHRASE_FD names, which is read once and
 * closed, or by a prompt where a person sits. It is never in the environment, which other programs can read.
 */
export const createPassphrase = ({
  env,
  prompt,
}: {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Asks on the terminal, hidden; null where there is none. */
  readonly prompt: ((question: string) => Promise<string>) | null
}): ((isNew: boolean) => Promise<Redacted>) => {
  const descriptor = env['FREEHOLD_PASSPHRASE_FD']
  if (descriptor === undefined) return (isNew) => ask(prompt, isNew)
  let known: (() => Redacted) | null = null
  const read = (): Redacted => (known ??= readOnce(descriptor))()
  // At once: every program that is started while it is open could read it as well. Standard input may be for another, and waits.
  if (Number(descriptor) > 2) known = readOnce(descriptor)
  return async () => read()
}

/** Reads it now; what goes wrong is said to whoever needs it. */
const readOnce = (descriptor: string): (() => Redacted) => {
  try {
    const passphrase = redact(fromDescriptor(descriptor))
    return () => passphrase
  } catch (error) {
    return () => {
      throw error
    }
  }
}

const ask = async (prompt: ((question: string) => Promise<string>) | null, isNew: boolean): Promise<Redacted> => {
  if (prompt === null)
    throw new AppError('KEYCHAIN_FAILED', 'Keys are kept in an encrypted file, and nobody is here to give its passphrase.', { next: 'Start Freehold in a terminal, or with FREEHOLD_PASSPHRASE_FD=3 and the passphrase on that descriptor: 3< file' })
  const first = await prompt(isNew ? 'New passphrase for the file of keys: ' : 'Passphrase for the file of keys: ')
  if (isNew && first !== (await prompt('Again: '))) throw new AppError('KEYCHAIN_FAILED', 'The two were not the same. Nothing was written.', { next: 'Type the same command again.' })
  return redact(first)
}

const fromDescriptor = (text: string): string => {
  const descriptor = Number(text)
  const unreadable = (cause?: unknown): AppError => new AppError('KEYCHAIN_FAILED', `FREEHOLD_PASSPHRASE_FD is ${/^\d{1,4}$/.test(text) ? text : 'no number'}, and nothing can be read there.`, { next: 'Open it for Freehold, such as by 3< file after the command.', cause })
  // 1 and 2 are written to.
  if (!/^\d{1,4}$/.test(text) || descriptor === 1 || descriptor === 2) throw unreadable()
  const bytes = Buffer.alloc(MAX_BYTES)
  let length = 0
  try {
    if (fstatSync(descriptor).isDirectory()) throw unreadable()
    for (let read = -1; read !== 0 && length < MAX_BYTES; length += read) read = readSync(descriptor, bytes, length, MAX_BYTES - length, null)
    if (descriptor > 2) closeSync(descriptor)
    const passphrase = bytes.toString('utf8', 0, length).replace(/\r?\n$/, '')
    if (passphrase === '') throw unreadable()
    return passphrase
  } catch (error) {
    throw error instanceof AppError ? error : unreadable(error)
  } finally {
    bytes.fill(0)
  }
}
