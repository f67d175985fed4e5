import { statSync } from 'node:fs'

/** When a file was last written, in milliseconds since 1970; 0 for one that is not there. */
export const fileTimeMs = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
