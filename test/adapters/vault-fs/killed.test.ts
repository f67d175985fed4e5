import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { isAsWritten, splitNote } from '../../../src/main/adapters/vault-fs/frontmatter.ts'

const CHILD = fileURLToPath(new URL('filing-child.ts', import.meta.url))
const SEED = 20261122
const KILLS = 15
const NOTES_A_ROUND = 8
const root = mkdtempSync(join(tmpdir(), 'freehold-killed-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

type Kill = { readonly afterMs: number } | { readonly moment: 'before' | 'after'; readonly link: number } | null

// At random times, and at the two moments that matter most: right before and right after a file gets its name.
const killOf = (round: number, random: number): Kill =>
  round % 3 === 0 ? { afterMs: random % 120 } : { moment: round % 3 === 1 ? 'before' : 'after', link: 1 + (random % (2 * NOTES_A_ROUND)) }

const run = (round: number, kill: Kill): Promise<void> =>
  new Promise((resolve, reject) => {
    const aimed = kill !== null && 'moment' in kill ? [kill.moment, String(kill.link)] : []
    const child = spawn(process.execPath, [CHILD, join(root, 'Vault'), String(round), ...aimed], { stdio: ['ignore', 'pipe', 'inherit'] })
    child.stdout.once('data', () => {
      if (kill !== null && 'afterMs' in kill) setTimeout(() => child.kill('SIGKILL'), kill.afterMs)
    })
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      const isAsPlanned = kill === null ? code === 0 : signal === 'SIGKILL' || 'afterMs' in kill
      if (isAsPlanned) resolve()
      else reject(new Error(`ended with ${code ?? signal}`))
    })
  })

const names = (): readonly string[] => readdirSync(join(root, 'Vault/Memos')).filter((name) => name.endsWith('.md'))
const textOf = (name: string): string => readFileSync(join(root, 'Vault/Memos', name), 'utf8')

it('leaves no half-written note and no double, however often it is killed', async () => {
  let state = SEED
  for (let round = 1; round <= KILLS; round++) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    await run(round, killOf(round, state >> 8))
    expect(names().filter((name) => !isAsWritten(textOf(name)))).toEqual([])
  }
  await run(KILLS + 1, null)
  const ids = names().map((name) => splitNote(textOf(name)).frontmatter['id'])
  expect(new Set(ids).size).toBe(ids.length)
  const rounds = Array.from({ length: KILLS + 2 }, (_, round) => Array.from({ length: NOTES_A_ROUND }, (__, n) => `Title ${round} ${n}.md`)).flat()
  expect([...names()].sort()).toEqual(rounds.sort())
}, 120_000)

const asNobody = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--clear-groups'] : []
const canRunAsNobody = asNobody.length === 0 || spawnSync(asNobody[0] ?? '', [...asNobody.slice(1), process.execPath, '-e', `require('fs').readFileSync(${JSON.stringify(CHILD)})`]).status === 0

it.skipIf(!canRunAsNobody || process.platform === 'win32')('says when the vault may not be written (needs setpriv when run as root)', () => {
  const vault = join(root, 'Locked')
  mkdirSync(vault)
  chmodSync(root, 0o755)
  chmodSync(vault, 0o555)
  const [program = process.execPath, ...before] = [...asNobody, process.execPath]
  expect(spawnSync(program, [...before, CHILD, vault], { encoding: 'utf8' }).stdout).toBe('NO_PERMISSION\n')
  expect(readdirSync(vault)).toEqual([])
})
