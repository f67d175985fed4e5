export { createKeychain } from './keychain.ts'
export type { KeychainDeps } from './keychain.ts'
export { hasSessionBus } from './session-bus.ts'
