import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { HostConnection } from '../../src/main/rpc/index.ts'
import { dropMany } from '../e2e/drop-files.ts'
import { openPage } from '../e2e/open-page.ts'
import { createHome, startHost } from '../e2e/start-host.ts'
import { noChromium, openBrowser } from '../renderer/browser.ts'
import { timed } from './measure.ts'
import type { Bench, Figure } from './measure.ts'
import { cpuMs } from './process-facts.ts'
import { makeShortMemos, noRecordings, withFolder } from './recordings.ts'
import { runDirect } from './run-direct.ts'
import { untilCounts } from './until-counts.ts'

const FULL = process.argv.includes('--full')
const DROPPED = 1_000
// An engine takes a second or so for each: the throughput is measured over a part of them unless all are asked for.
const WRITTEN = FULL ? DROPPED : 30
const DIRECT = 12
const PING_MS = 50

/** Calls the host again and again until told to stop; gives how long each answer took. */
const watchAnswers = (api: HostConnection['api']): (() => Promise<readonly number[]>) => {
  const answers: number[] = []
  let isOver = false
  const watching = (async () => {
    while (!isOver) {
      answers.push(await timed(() => api.system.status({})))
      await sleep(PING_MS)
    }
  })()
  return async () => {
    isOver = true
    await watching
    return answers.toSorted((a, b) => a - b)
  }
}

const at = (sorted: readonly number[], share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN

/** A thousand files at once: how soon all of them are in the list, and whether the host still answers. */
const drop = async (paths: readonly string[]): Promise<readonly Figure[]> => {
  const home = await createHome()
  const host = await startHost(home)
  try {
    const [worker, person] = [await host.connect(), await host.connect()]
    const stop = watchAnswers(person.api)
    let accepted = 0
    const ms = await timed(async () => {
      accepted = (await worker.api.memos.add({ paths: [...paths] })).accepted
    })
    // They are identified, and the first are written down, while the person looks on.
    await sleep(5_000)
    const answers = await stop()
    if (accepted !== paths.length) throw new Error(`${accepted} of ${paths.length} were accepted.`)
    return [
      { name: `${paths.length.toLocaleString('en')} short memos dropped at once: accepted`, value: ms / 1000, unit: 's', bound: 5 },
      { name: 'an answer meanwhile, 99 of 100', value: at(answers, 0.99), unit: 'ms', bound: 100, absolute: true },
      { name: 'the longest answer meanwhile', value: at(answers, 1), unit: 'ms', note: `of ${answers.length}` },
    ]
  } finally {
    await host.stop()
    await home.remove()
  }
}

/** The same thousand as a person drops them: a folder on the page, in a real browser, with the work going on behind it. */
const dropOnPage = async (folder: string, count: number): Promise<readonly Figure[]> => {
  const home = await createHome()
  const host = await startHost(home)
  const browser = await openBrowser()
  try {
    const { page } = await openPage(browser, host.url)
    await page.waitForSelector('main :is(.memo, .welcome, .empty)')
    const { acceptedMs, longestTask } = await dropMany(page, folder, count)
    return [
      { name: 'the same folder dropped on the page: every file uploaded and accepted', value: acceptedMs, unit: 'ms', bound: 5_000, absolute: true },
      { name: 'the page’s longest task meanwhile', value: longestTask.cpuMs, unit: 'ms', bound: 100, absolute: true, note: `${longestTask.wallMs} ms on the clock` },
    ]
  } finally {
    await browser.close()
    await host.stop()
    await home.remove()
  }
}

/** From the drop until the last note is filed, against decoding, detector and engine alone on the same kind of files. */
const write = async (folder: string, paths: readonly string[]): Promise<readonly Figure[]> => {
  const home = await createHome()
  const host = await startHost(home)
  try {
    const connection = await host.connect()
    const stop = watchAnswers(connection.api)
    const usedMs = process.platform === 'linux' ? await cpuMs(host.pid) : null
    const wall = await timed(async () => {
      await connection.api.memos.add({ paths: [...paths] })
      await untilCounts(connection.api, ({ filed }) => filed === paths.length)
    })
    const answers = await stop()
    const ownMs = usedMs === null ? Number.NaN : (await cpuMs(host.pid)) - usedMs
    connection.close()
    const direct = await runDirect(folder, paths.slice(0, DIRECT))
    const mean = (pick: (run: (typeof direct)[number]) => number): number => direct.reduce((sum, run) => sum + pick(run), 0) / direct.length
    const aloneMs = mean((run) => run.decodeMs + run.detectMs + run.engineMs) * paths.length + (direct[0]?.loadDetectorMs ?? 0) + (direct[0]?.loadEngineMs ?? 0)
    const engineMs = mean((run) => run.engineMs)
    return [
      { name: `throughput over ${paths.length} of them, against their parts alone`, value: aloneMs / wall, unit: 'ratio', bound: 0.9, atLeast: true, note: `${((1000 * paths.length) / wall).toFixed(1)} memos a second` },
      { name: 'a memo, beyond what the engine takes for it', value: wall / paths.length - engineMs, unit: 'ms', note: `engine ${engineMs.toFixed(0)} ms, decoding ${mean((run) => run.decodeMs).toFixed(0)} ms, detector ${mean((run) => run.detectMs).toFixed(0)} ms` },
      { name: 'the host’s own processor time for a memo', value: ownMs / paths.length, unit: 'ms', note: 'its children not counted' },
      { name: 'an answer while they are written down, 99 of 100', value: at(answers, 0.99), unit: 'ms', bound: 100, absolute: true, note: `longest ${at(answers, 1).toFixed(0)} ms` },
    ]
  } finally {
    await host.stop()
    await home.remove()
  }
}

/** A thousand short memos at once. */
export const manyBench: Bench = {
  name: 'many',
  run: (say) =>
    withFolder(async (folder) => {
      if (noRecordings()) {
        say('many is skipped: the shared recordings or models are not here.')
        return []
      }
      const recordings = join(folder, 'recordings')
      await mkdir(recordings)
      const paths = await makeShortMemos(recordings, DROPPED)
      if (!FULL) say(`${WRITTEN} of them are written down; --full writes down all ${DROPPED.toLocaleString('en')}.`)
      const dropped = await drop(paths)
      say('dropped by path; now on the page')
      const onPage = noChromium ? [] : await dropOnPage(recordings, DROPPED)
      say('dropped on the page; now they are written down')
      return [...dropped, ...onPage, ...(await write(folder, paths.slice(0, WRITTEN)))]
    }),
}
