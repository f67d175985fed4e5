import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '../../../src/main/adapters/whisper/run-cli.ts'
import { isAlive, until } from '../../engines.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'freehold-cli-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const quiet = { onOutLine: () => {}, onErrorLine: () => {} }

describe('a program that writes speech down', () => {
  it('is ended with all that it started, and stands in a group of its own', async () => {
    const ending = new AbortController()
    let grandchild = 0
    const failed = runCli('/bin/sh', ['-c', 'sleep 60 & echo $!; wait'], {
      ...quiet,
      folder,
      signal: ending.signal,
      silentMs: 30_000,
      onOutLine: (line) => {
        grandchild = Number(line)
      },
    }).catch((error: unknown) => error)
    await until(() => grandchild > 0)
    if (process.platform === 'linux') {
      const groupOf = (pid: number) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[2]
      expect(groupOf(grandchild)).not.toBe(groupOf(process.pid))
    }
    ending.abort()
    expect(await failed).toMatchObject({ name: 'AbortError' })
    await until(() => !isAlive(grandchild))
  })
})
