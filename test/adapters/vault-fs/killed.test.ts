import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { isAsWritten, splitNote } from '../../../src/main/adapters/vault-fs/frontmatter.ts'

const CHILD = fileURLToPath(new URL('filing-child.ts', import.meta.url))
const SEED = 20261122
const KILLS = 15
const root = mkdtempSync(join(tmpdir(), 'freehold-killed-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const run = (killAfterMs: number | null): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CHILD, join(root, 'Vault')], { stdio: ['ignore', 'pipe', 'inherit'] })
    child.stdout.once('data', () => {
      if (killAfterMs !== null) setTimeout(() => child.kill('SIGKILL'), killAfterMs)
    })
    child.once('error', reject)
    child.once('exit', (code) => (killAfterMs === null && code !== 0 ? reject(new Error(`exit ${code}`)) : resolve()))
  })

const notes = (): readonly string[] => readdirSync(join(root, 'Vault/Memos')).filter((name) => name.endsWith('.md'))

it('leaves no half-written note and no double, however often it is killed', async () => {
  let state = SEED
  for (let kill = 0; kill < KILLS; kill++) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    await run((state >> 8) % 80)
    for (const name of notes()) expect(isAsWritten(readFileSync(join(root, 'Vault/Memos', name), 'utf8'))).toBe(true)
  }
  await run(null)
  const ids = notes().map((name) => splitNote(readFileSync(join(root, 'Vault/Memos', name), 'utf8')).frontmatter['id'])
  expect(new Set(ids).size).toBe(ids.length)
  expect([...notes()].sort()).toEqual(Array.from({ length: 40 }, (_, n) => `Title ${n}.md`).sort())
}, 120_000)
