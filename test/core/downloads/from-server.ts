import { afterEach, beforeEach, expect } from 'vitest'
import { modelBytes } from './model-bytes.ts'
import { serveModels } from './model-server.ts'
import type { Fault, ModelServer } from './model-server.ts'
import { everRises, isEnded, startRig } from './rig.ts'
import type { Rig, RigOptions } from './rig.ts'

export const MODEL = modelBytes(1_000_000)
/** Those of the test that runs: whoever imports them sees each new one. */
export let server: ModelServer
export let rig: Rig

/** A server with one model, and the downloads that fetch from it: anew for each test of a file. */
export const useServer = (): void => {
  beforeEach(async () => {
    server = await serveModels()
    server.files.set('/tiny.gguf', MODEL)
    server.repositories.set('own/tiny', { files: new Map([['tiny.gguf', MODEL]]) })
  })
  afterEach(async () => {
    await rig.close()
    await server.close()
  })
}

export const start = (options: RigOptions = {}): Rig => {
  rig = startRig({ endpoint: server.url, ...options })
  return rig
}
export const HUB = 'hf:own/tiny/tiny.gguf'
export const isFile = (path: string): boolean => path === '/tiny.gguf' || path.startsWith('/cdn/')
/** Misbehaves in some of the requests for parts. */
export const onParts = (fault: (number: number) => Fault | null): void => {
  let parts = 0
  server.misbehave(({ method, path }) => (method === 'GET' && isFile(path) ? fault((parts += 1)) : null))
}
export const pull = async (ref: string) => {
  const { downloadId } = await rig.downloads.pull(ref)
  return rig.until(isEnded, downloadId)
}
export const expectWhole = (name = 'tiny.gguf'): void => {
  expect(rig.read(name).equals(MODEL)).toBe(true)
  expect(rig.halves()).toEqual([])
  expect(everRises(rig.told)).toBe(true)
}
export const expectNothing = (): void => {
  expect(rig.models()).toEqual([])
  expect(rig.halves().filter((name) => name.endsWith('.gguf'))).toEqual([])
}
