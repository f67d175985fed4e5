import { fileURLToPath } from 'node:url'

/** The folder of what is built, and in it the guard for threads; for the entries, which lie there. */
export const ownPlace = (entryUrl: string): { readonly ownFolder: string; readonly guardPath: string } => ({
  ownFolder: fileURLToPath(new URL('.', entryUrl)).replace(/[/\\]$/, ''),
  guardPath: fileURLToPath(new URL('./guard.js', entryUrl)),
})
