import type { Page } from 'playwright-core'

export interface LongestTask {
  /** As a person would feel it; on a machine that others use as well it holds their share too. */
  readonly wallMs: number
  /** The processor's time of it: what the page itself is to blame for. */
  readonly cpuMs: number
}

interface TraceEvent {
  readonly name: string
  readonly tid: number
  readonly pid: number
  readonly dur?: number
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}

/** Watches the page's main thread; what it returns ends that and tells of the longest task since. */
export const watchLongTasks = async (page: Page): Promise<() => Promise<LongestTask>> => {
  const browser = page.context().browser()
  if (!browser) throw new Error('no browser')
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] })
  return async () => {
    const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { readonly traceEvents: readonly TraceEvent[] }
    const mains = new Set(traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain').map(({ pid, tid }) => `${pid} ${tid}`))
    const tasks = traceEvents.filter(({ name, pid, tid }) => name.endsWith('RunTask') && mains.has(`${pid} ${tid}`))
    if (tasks.length === 0) throw new Error('no task was seen')
    const longest = (of: (task: TraceEvent) => number | undefined): number => Math.round(Math.max(...tasks.map((task) => of(task) ?? 0)) / 1000)
    return { wallMs: longest(({ dur }) => dur), cpuMs: longest(({ tdur }) => tdur) }
  }
}
