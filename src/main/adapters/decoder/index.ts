export { createDecoder } from './chain.ts'
export type { DecoderDeps } from './chain.ts'
