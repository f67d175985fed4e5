export { createRecordings } from './recordings.ts'
export { createWorkFolder } from './work-folder.ts'
