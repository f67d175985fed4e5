import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createHome, startHost } from '../e2e/start-host.ts'
import type { Home, RunningHost } from '../e2e/start-host.ts'
import { median, timed } from './measure.ts'
import type { Bench, Figure } from './measure.ts'
import { cpuMs, forgetPeak, peakMegabytes, rssMegabytes } from './process-facts.ts'
import { makeThreeHours, noRecordings, withFolder } from './recordings.ts'
import { untilCounts } from './until-counts.ts'
import { writeNotes } from './write-notes.ts'

const NOTES = 10_000
const STARTS = 5
const IDLE_MS = 10_000

const hostWith = async <Result>(home: Home, work: (host: RunningHost) => Promise<Result>): Promise<Result> => {
  const host = await startHost(home)
  try {
    return await work(host)
  } finally {
    await host.stop()
  }
}

/** From the start of the process until the page and its list came back. */
const pageServedMs = async (home: Home): Promise<number> => {
  const started = performance.now()
  return hostWith(home, async ({ url }) => {
    const page = await fetch(url)
    await page.text()
    if (!page.ok) throw new Error(`The page came with ${page.status}.`)
    return performance.now() - started
  })
}

const atRest = async (home: Home): Promise<readonly Figure[]> => {
  await mkdir(home.vault)
  await writeNotes(home.vault, NOTES)
  const firstMs = await pageServedMs(home)
  // The first start reads every note; the list stands when all of them are known.
  const knownMs = await hostWith(home, async (host) => {
    const connection = await host.connect()
    const tookMs = await timed(() => untilCounts(connection.api, ({ total }) => total >= NOTES))
    connection.close()
    return tookMs
  })
  const starts: number[] = []
  for (let index = 0; index < STARTS; index += 1) starts.push(await pageServedMs(home))
  return hostWith(home, async ({ pid }) => {
    await sleep(5_000)
    const rss = await rssMegabytes(pid)
    const before = await cpuMs(pid)
    await sleep(IDLE_MS)
    const idle = (await cpuMs(pid)) - before
    return [
      { name: `page served, ${NOTES.toLocaleString('en')} notes in the vault`, value: median(starts), unit: 'ms', bound: 500, absolute: true, note: `median of ${STARTS}` },
      { name: 'page served on the first start with that vault', value: firstMs, unit: 'ms', bound: 500, absolute: true },
      { name: 'until all notes are in the list, the first time', value: knownMs / 1000, unit: 's', note: 'the page is open meanwhile' },
      { name: 'memory with no model loaded', value: rss, unit: 'MB', bound: 120 },
      { name: 'processor while nothing happens', value: (100 * idle) / IDLE_MS, unit: '%', note: 'of one core' },
    ]
  })
}

const threeHours = (): Promise<readonly Figure[]> =>
  withFolder(async (folder) => {
    const path = join(folder, 'three-hours.m4a')
    await makeThreeHours(folder, path)
    const home = await createHome()
    try {
      return await hostWith(home, async (host) => {
        const connection = await host.connect()
        await sleep(2_000)
        const before = await rssMegabytes(host.pid)
        await forgetPeak(host.pid)
        const { accepted } = await connection.api.memos.add({ paths: [path] })
        if (accepted !== 1) throw new Error('The recording was not accepted.')
        const ms = await timed(() => untilCounts(connection.api, ({ filed }) => filed === 1))
        const added = (await peakMegabytes(host.pid)) - before
        connection.close()
        return [{ name: 'what a 3-hour recording adds to the host at its peak', value: added, unit: 'MB', bound: 150, note: `mostly silent; filed after ${(ms / 1000).toFixed(0)} s` }]
      })
    } finally {
      await home.remove()
    }
  })

/** The host at rest, at its start, and with a very long recording. */
export const hostBench: Bench = {
  name: 'host',
  run: async (say) => {
    if (process.platform !== 'linux') {
      say('host is skipped: its memory is read as Linux tells it.')
      return []
    }
    const home = await createHome()
    const resting = await atRest(home).finally(home.remove)
    if (!noRecordings()) return [...resting, ...(await threeHours())]
    say('The 3-hour recording is skipped: the shared recordings or models are not here.')
    return resting
  },
}
