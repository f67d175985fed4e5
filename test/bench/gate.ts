import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { Agent, fetch as bareFetch } from 'undici'
import { createSqliteLedger } from '../../src/main/adapters/sqlite/index.ts'
import { createRig, post, textOf } from '../adapters/net-gate/gate-fixture.ts'
import { quiet } from '../core/memos/rig.ts'
import { type Bench, median, timed } from './measure.ts'

const ROUNDS = 300
const BODY = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'words '.repeat(2000) }] })

/** What the gate and a record add to a request, against bare undici to the same server, turn by turn. */
export const gateBench: Bench = {
  name: 'gate',
  run: async (say) => {
    const folder = mkdtempSync(`${tmpdir()}/freehold-bench-`)
    const ledger = createSqliteLedger({ folder, clock: { now: Date.now }, log: quiet })
    const server = createServer((request, response) => {
      request.resume().on('end', () => response.end('{"ok":true}'))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/chat`
    const agent = new Agent({ pipelining: 1, connections: 1 })
    const made = createRig({ begin: ledger.begin, finish: ledger.finish })
    const bare = async (): Promise<unknown> => (await bareFetch(url, { method: 'POST', body: BODY, headers: { 'content-type': 'application/json' }, dispatcher: agent })).text()
    const gated = async (): Promise<unknown> => textOf(await made.send(post(url, BODY)))
    try {
      for (let warm = 0; warm < 30; warm += 1) {
        await bare()
        await gated()
      }
      const bareMs: number[] = []
      const gatedMs: number[] = []
      // In turns, so that whatever else the machine does falls on both.
      for (let round = 0; round < ROUNDS; round += 1) {
        bareMs.push(await timed(bare))
        gatedMs.push(await timed(gated))
      }
      say(`${ROUNDS} requests each way, ${(BODY.length / 1000).toFixed(0)} kB out`)
      return [
        { name: 'a bare request', value: median(bareMs), unit: 'ms' },
        { name: 'the same through the gate, recorded', value: median(gatedMs), unit: 'ms' },
        { name: 'what gate and record add', value: median(gatedMs) - median(bareMs), unit: 'ms', bound: 3, note: 'the record is durable before and after, payload included' },
      ]
    } finally {
      await made.gate.close()
      await agent.close()
      server.close()
      ledger.close()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}
