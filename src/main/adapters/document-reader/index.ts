// The thread's own half, `serve-reader.ts`, is not of this door: with its parsers it would weigh on the host.
export { createDocumentReader } from './create-document-reader.ts'
