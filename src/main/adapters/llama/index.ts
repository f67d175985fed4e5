export { createLlama } from './llm.ts'
export { loadLlama } from './load-llama.ts'
