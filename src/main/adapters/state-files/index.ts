export { createApiClientStore } from './api-client-store.ts'
export { createCredentialBook } from './credential-book.ts'
export { createModelMeasures } from './model-measures.ts'
