import { AppError } from '../../../contract/errors.ts'

const USE_FILE = 'On a server, keys can be kept in an encrypted file instead: start Freehold with FREEHOLD_SECRETS=file (docs/settings.md).'

/** The native half of keytar is missing. */
export const notBuilt = (cause: unknown): AppError =>
  new AppError('KEYCHAIN_FAILED', 'No key can be kept: what speaks to the keychain is not built on this computer.', { next: 'In the folder of Freehold, type: node scripts/keychain.mjs', cause })

/** There is no session bus, so no keyring can be reached. */
export const noSessionBus = (): AppError => new AppError('KEYCHAIN_FAILED', 'No key can be kept: this session has no keyring, for it has no session bus.', { next: `Start Freehold from your desktop. ${USE_FILE}` })

/** The keyring or the item is there and not open to us. */
export const locked = (platform: NodeJS.Platform): AppError =>
  platform === 'darwin'
    ? new AppError('KEYCHAIN_FAILED', 'The keychain is locked or did not let Freehold read the key. Nothing in it was changed.', { next: 'Unlock the login keychain in Keychain Access, choose “Always Allow” when it asks, and try again.' })
    : new AppError('KEYCHAIN_FAILED', 'The keyring is locked. Nothing in it was changed.', { next: `Unlock it, by signing in or in its own program, and try again. ${USE_FILE}` })

/** It waits for a person. */
export const waits = (platform: NodeJS.Platform): AppError =>
  new AppError('KEYCHAIN_FAILED', `The ${platform === 'darwin' ? 'keychain' : 'keyring'} waits for an answer on the screen of this computer.`, { next: 'Answer it there, and try again.' })

/** What libsecret and the Security framework say, as a step to take; their texts hold no key. */
export const failureOf = (platform: NodeJS.Platform, error: unknown): AppError => {
  if (error instanceof AppError) return error
  const text = error instanceof Error ? error.message : ''
  if (/autolaunch|could not connect|connection (refused|is closed)|DISPLAY/i.test(text)) return noSessionBus()
  if (/org\.freedesktop\.secrets|ServiceUnknown|not provided by any|NameHasNoOwner/i.test(text))
    return new AppError('KEYCHAIN_FAILED', 'No key can be kept: no keyring runs in this session.', { next: `Install and start one, such as gnome-keyring or KWallet. ${USE_FILE}`, cause: error })
  // A collection that is not there yet is made by asking the person for its password.
  if (/locked|dismissed|does not exist at path|not allowed|cancel|passphrase|authoriz/i.test(text)) return locked(platform)
  return new AppError('KEYCHAIN_FAILED', `The ${platform === 'darwin' ? 'keychain' : 'keyring'} refused. Nothing in it was changed.`, { next: 'Try again; “freehold doctor” says what works.', cause: error })
}
