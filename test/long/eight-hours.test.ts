import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { createHome, startHost } from '../e2e/start-host.ts'
import { readVault } from '../e2e/vault-facts.ts'
import { missing, shared } from '../shared.ts'

const HOURS = 8
const MOST_MEGABYTES_MORE = 150

const residentMegabytes = (pid: number): number => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024

/** Hours of silence with a few sentences at the start, in the middle and at the end. */
const makeLong = (path: string): void => {
  const gap = (HOURS * 3600) / 2
  execFileSync('ffmpeg', [
    '-v', 'error', '-i', shared('audio/01-short-us-male.m4a'), '-i', shared('audio/03-short-us-female.m4a'), '-i', shared('audio/05-short-gb.m4a'),
    '-filter_complex',
    `[0:a]aresample=16000[a];[1:a]aresample=16000,adelay=${gap * 1000}[b];[2:a]aresample=16000,adelay=${(HOURS * 3600 - 20) * 1000}[c];[a][b][c]amix=inputs=3:normalize=0:duration=longest[out]`,
    '-map', '[out]', '-ac', '1', '-c:a', 'aac', '-b:a', '32k', path,
  ])
}

it.skipIf(process.platform !== 'linux' || missing('models/nanowhisper-en-q5_0.bin', 'audio/05-short-gb.m4a'))(
  'a recording of eight hours is filed whole, and the host stays small meanwhile',
  async () => {
    const home = await createHome()
    onTestFinished(() => home.remove())
    const path = join(home.folder, 'night.m4a')
    makeLong(path)
    const host = await startHost(home)
    onTestFinished(async () => void (await host.stop('SIGKILL')))
    const { api, close } = await host.connect()
    const before = residentMegabytes(host.pid)
    await api.memos.add({ paths: [path] })
    let most = before
    const started = performance.now()
    for (;;) {
      most = Math.max(most, residentMegabytes(host.pid))
      const [row] = (await api.memos.list({ limit: 10 })).rows
      if (row?.state === 'filed') break
      expect(row?.problem, JSON.stringify(row)).toBeNull()
      await sleep(250)
    }
    close()
    process.stdout.write(`${HOURS} hours in ${Math.round((performance.now() - started) / 1000)} s; the host went from ${before.toFixed(0)} to ${most.toFixed(0)} MB\n`)
    const { notes, transcripts } = readVault(home.vault)
    expect(notes.map(({ whole }) => whole)).toEqual([true])
    const segments = transcripts[0]?.segments ?? []
    expect(segments[0]?.startSeconds).toBeLessThan(5)
    expect(segments.at(-1)?.startSeconds).toBeGreaterThan(HOURS * 3600 - 25)
    expect(segments.some(({ startSeconds }) => Math.abs(startSeconds - HOURS * 1800) < 5)).toBe(true)
    expect(most - before).toBeLessThan(MOST_MEGABYTES_MORE)
  },
)
