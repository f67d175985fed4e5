import { mkdirSync } from 'node:fs'
import { readdir, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { WorkFolder } from '../../core/ports/index.ts'

/** The folder for decoded audio, made when it is missing. */
export const createWorkFolder = (path: string): WorkFolder => {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  return {
    pathFor: (name) => join(path, name),
    freeBytes: async () => {
      const facts = await statfs(path)
      return facts.bavail * facts.bsize
    },
    remove: (name) => rm(join(path, name), { force: true, recursive: true }),
    sweep: async () => {
      for (const name of await readdir(path)) await rm(join(path, name), { force: true, recursive: true })
    },
  }
}
