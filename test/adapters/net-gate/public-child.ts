// Runs in a network of its own that holds the public address 203.0.113.9: what happens to a request that leads there, by zone.
import { parseRange } from '../../../src/main/core/lib/addresses.ts'
import { codeOf, createRig, get, serve, textOf } from './gate-fixture.ts'

const ADDRESS = '203.0.113.9'
const there = await serve((_request, response) => void response.end('words'), { host: ADDRESS })
const names = { 'nas.test': [ADDRESS] }
const declared = ['203.0.113.0/24'].flatMap((text) => parseRange(text) ?? [])
const outcomes: Record<string, unknown> = {}
for (const host of [ADDRESS, 'nas.test']) {
  for (const zone of ['mac', 'network', 'cloud'] as const) outcomes[`${zone} ${host}`] = await codeOf(createRig({ names }).send(get(`http://${host}:${there.port}/`), { zone }).then(textOf))
}
outcomes['connections before'] = there.sockets.size
const made = createRig({ names, networkRanges: () => declared })
outcomes['network, declared'] = await codeOf(made.send(get(`http://nas.test:${there.port}/`), { zone: 'network' }).then(textOf))
outcomes['address'] = made.rows[0]?.ends[0]?.address
process.stdout.write(JSON.stringify(outcomes), () => process.exit(0))
