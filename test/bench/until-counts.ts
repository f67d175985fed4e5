import { setTimeout as sleep } from 'node:timers/promises'
import type { MemoCounts } from '../../src/contract/memos.ts'
import type { HostConnection } from '../../src/main/rpc/index.ts'

const LOOK_MS = 100

/** Waits until the counts of the list hold; fails as soon as a memo needs the person. */
export const untilCounts = async (api: HostConnection['api'], holds: (counts: MemoCounts) => boolean): Promise<void> => {
  for (;;) {
    const { counts } = await api.memos.list({ limit: 1 })
    if (counts.needYou > 0) throw new Error('A memo could not be written down.')
    if (holds(counts)) return
    await sleep(LOOK_MS)
  }
}
