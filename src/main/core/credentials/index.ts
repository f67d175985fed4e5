export { createCredentials } from './create-credentials.ts'
export type { CredentialsDeps } from './create-credentials.ts'
export type { Credentials } from './credentials.ts'
