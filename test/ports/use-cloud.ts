import { afterEach, beforeEach } from 'vitest'
import type { Destination } from '../../src/contract/privacy.ts'
import { createClock } from '../../src/main/adapters/clock/index.ts'
import type { CloudEvent, CloudModel, CloudRequest, HttpDraft } from '../../src/main/core/ports/index.ts'
import { startProvider } from '../provider/index.ts'
import type { Provider } from '../provider/index.ts'
import { FAULT_READ_MS, KEY, never, plainSend, SECRET_TEXT } from './cloud-kinds.ts'
import type { CloudKind } from './cloud-kinds.ts'

/** A provider and an adapter that speaks to it, new for each test. */
export const useCloud = (kind: CloudKind) => {
  const cloud = {
    provider: undefined as unknown as Provider,
    model: undefined as unknown as CloudModel,
    /** Drafts that went out, and how long it wanted to wait between them. */
    sent: [] as HttpDraft[],
    waits: [] as number[],
    destination: (): Destination => kind.destination(cloud.provider),
    ask: (more: Partial<CloudRequest> = {}): AsyncGenerator<CloudEvent, undefined, void> =>
      cloud.model.stream({ destination: cloud.destination(), model: 'priced', messages: [{ role: 'system', text: 'Be brief.' }, { role: 'user', text: SECRET_TEXT }], maxTokens: 100, signal: never, ...more }, plainSend(cloud.sent)),
  }
  beforeEach(async () => {
    const clock = createClock()
    cloud.provider = await startProvider({ keys: [KEY] })
    cloud.sent = []
    cloud.waits = []
    cloud.model = kind.create({
      sleep: (milliseconds, signal) => {
        // The limit on reading a refusal is the real one; waits between attempts are noted and not waited for.
        if (milliseconds === FAULT_READ_MS) return clock.sleep(milliseconds, signal)
        cloud.waits.push(milliseconds)
        return clock.sleep(0, signal)
      },
    })
  })
  afterEach(() => cloud.provider.close())
  return cloud
}
