export { createCredentialBook } from './credential-book.ts'
