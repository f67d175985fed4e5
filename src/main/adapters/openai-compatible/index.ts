export { createOpenAiCompatible } from './openai-compatible.ts'
