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
const LOOK_MS = 200
const STILL_MS = 3_000

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
  return hostWith(home, async (host) => {
    await getPage(host)
    return performance.now() - started
  })
}

const getPage = async ({ url }: RunningHost): Promise<void> => {
  const page = await fetch(url)
  await page.text()
  if (!page.ok) throw new Error(`The page came with ${page.status}.`)
}

/** Waits until the scan of the vault and all that follows it is over: the processor has stood still for a while. Gives the seconds until it did. */
const untilIdle = async (pid: number): Promise<number> => {
  const started = performance.now()
  let before = await cpuMs(pid)
  for (let idleMs = 0, busySeconds = 0; ; ) {
    await sleep(LOOK_MS)
    const now = await cpuMs(pid)
    if (now - before > LOOK_MS / 20) {
      idleMs = 0
      busySeconds = (performance.now() - started) / 1000
    } else idleMs += LOOK_MS
    before = now
    if (idleMs >= STILL_MS) return busySeconds
  }
}

const atRest = async (home: Home, count: number): Promise<readonly Figure[]> => {
  await mkdir(home.vault)
  await writeNotes(home.vault, count)
  const vault = count === 0 ? 'an empty vault' : `${count.toLocaleString('en')} notes`
  const started = performance.now()
  // The first start reads every note; the list stands when all of them are known.
  const first = await hostWith(home, async (host) => {
    await getPage(host)
    const pageMs = performance.now() - started
    const connection = await host.connect()
    const listedMs = await timed(() => untilCounts(connection.api, ({ total }) => total >= count))
    connection.close()
    await untilIdle(host.pid)
    return { pageMs, listedMs, rss: await rssMegabytes(host.pid) }
  })
  const starts: number[] = []
  for (let index = 0; index < STARTS; index += 1) starts.push(await pageServedMs(home))
  return hostWith(home, async ({ pid }) => {
    const scanSeconds = await untilIdle(pid)
    const rss = await rssMegabytes(pid)
    const before = await cpuMs(pid)
    await sleep(IDLE_MS)
    const idle = (await cpuMs(pid)) - before
    return [
      { name: `page served, ${vault}`, value: median(starts), unit: 'ms', bound: 500, absolute: true, note: `median of ${STARTS}` },
      { name: `page served on the first start, ${vault}`, value: first.pageMs, unit: 'ms', bound: 500, absolute: true },
      ...(count === 0
        ? []
        : ([
            { name: 'until all notes are in the list, the first time', value: first.listedMs / 1000, unit: 's', note: 'the page is open meanwhile' },
            { name: 'until the notes were looked through, later starts', value: scanSeconds, unit: 's', note: 'by the processor standing still' },
            { name: `memory after the first scan, no model, ${vault}`, value: first.rss, unit: 'MB', bound: 120 },
          ] as const)),
      { name: `memory with no model loaded, ${vault}`, value: rss, unit: 'MB', bound: 120 },
      { name: `processor while nothing happens, ${vault}`, value: (100 * idle) / IDLE_MS, unit: '%', note: 'of one core' },
    ]
  })
}

const restingWith = async (count: number): Promise<readonly Figure[]> => {
  const home = await createHome()
  return atRest(home, count).finally(home.remove)
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
    const resting = [...(await restingWith(0)), ...(await restingWith(NOTES))]
    if (!noRecordings()) return [...resting, ...(await threeHours())]
    say('The 3-hour recording is skipped: the shared recordings or models are not here.')
    return resting
  },
}
