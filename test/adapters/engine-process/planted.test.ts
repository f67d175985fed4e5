import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createEngines, createNodeFork, type EngineBlocked } from '../../../src/main/adapters/engine-process/index.ts'
import { serve } from '../net-gate/gate-fixture.ts'

it('an engine with a planted dependency reaches nobody, starts nothing, writes nothing, and the host is told', async () => {
  const there = await serve((_request, response) => void response.end('words'))
  const blocked: EngineBlocked[] = []
  const root = fileURLToPath(new URL('../../..', import.meta.url))
  const writePath = join(tmpdir(), `freehold-planted-${process.pid}`)
  const engines = createEngines({
    fork: createNodeFork({ enginePath: fileURLToPath(new URL('planted-engine.ts', import.meta.url)), readFolders: [root] }),
    clock: { now: Date.now, monotonic: () => performance.now(), sleep: (ms, signal) => sleep(ms, undefined, { signal }) },
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    keepAliveMinutes: () => 1,
    memory: () => ({ totalBytes: 64e9, freeBytes: null }),
    onBlocked: (each) => blocked.push(each),
  })
  const call = { method: 'any', params: { url: there.url, writePath }, signal: new AbortController().signal }
  try {
    expect(await engines.call({ kind: 'vad', modelPath: join(root, 'package.json'), threads: 1 }, call)).toEqual({
      fetch: 'EACCES',
      child: 'ERR_ACCESS_DENIED',
      worker: 'EACCES',
      binding: 'EACCES',
      write: 'ERR_ACCESS_DENIED',
      read: 'ERR_ACCESS_DENIED',
    })
  } finally {
    await engines.close()
    await there.close()
  }
  expect(there.sockets.size).toBe(0)
  expect(existsSync(writePath)).toBe(false)
  expect(blocked.map(({ kind }) => kind)).toEqual(['socket', 'program', 'worker', 'binding'])
})
