export { createAnthropic } from './anthropic.ts'
