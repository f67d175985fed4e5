export { createApiClientStore } from './api-client-store.ts'
