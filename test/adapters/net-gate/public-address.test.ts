import { execFile, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const SET_UP = 'ip link set lo up && ip addr add 203.0.113.9/32 dev lo'
// Where namespaces are not allowed (some containers), there is no network to make.
const canMakeNetwork = spawnSync('unshare', ['-rn', 'sh', '-c', SET_UP]).status === 0

it.skipIf(!canMakeNetwork)('a server at a public address, in a network of its own, is the cloud unless the person declared it', async () => {
  const child = fileURLToPath(new URL('public-child.ts', import.meta.url))
  const { stdout } = await promisify(execFile)('unshare', ['-rn', 'sh', '-c', `${SET_UP} && exec "$0" --no-warnings "$1"`, process.execPath, child])
  expect(JSON.parse(stdout)).toEqual({
    'mac 203.0.113.9': 'NOT_PERMITTED',
    'network 203.0.113.9': 'NOT_PERMITTED',
    // Over http it is refused; over https it would go.
    'cloud 203.0.113.9': 'NOT_PERMITTED',
    'mac nas.test': 'NOT_PERMITTED',
    'network nas.test': 'NOT_PERMITTED',
    'cloud nas.test': 'NOT_PERMITTED',
    'connections before': 0,
    'network, declared': 'sent',
    address: '203.0.113.9',
  })
})
