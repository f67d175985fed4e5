export { createPassphrase } from './passphrase.ts'
export { createSecretFile } from './secret-file.ts'
export type { SecretFileDeps } from './secret-file.ts'
