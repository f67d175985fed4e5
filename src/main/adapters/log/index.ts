export { createLog } from './log.ts'
export type { LogLevel } from './log.ts'
export { createLogFile } from './log-file.ts'
