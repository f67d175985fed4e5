export { createLlama } from './llm.ts'
export { loadLlama } from './load-llama.ts'
export { describeLanguageEngine } from './language-engine.ts'
