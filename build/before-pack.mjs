// What must be there before the Mac app is put together, and is no package of npm's: keytar's native half.
import { buildKeychain } from '../scripts/keychain.mjs'

/** Ends the packaging where keys could not be kept in the keychain of the app that comes out. */
export default function beforePack({ electronPlatformName }) {
  const problem = electronPlatformName === process.platform ? buildKeychain((text) => process.stderr.write(`${text}\n`)) : `An app for ${electronPlatformName} cannot be built on ${process.platform}.`
  if (problem) throw new Error(problem)
}
