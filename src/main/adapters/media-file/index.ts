export { createMediaInspector } from './inspect.ts'
