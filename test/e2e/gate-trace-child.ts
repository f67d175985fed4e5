// Run under strace: sends three requests through the gate to the port given, behind the guard, and prints what their records say.
import { fileURLToPath } from 'node:url'
import { installGuard, takeGuard } from '../../src/main/adapters/net-gate/guard.ts'

installGuard({ ownFolder: fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, ''), programs: [], guardPath: null })
const guard = takeGuard()
const { createRig, get, post, textOf } = await import('../adapters/net-gate/gate-fixture.ts')
const url = `http://127.0.0.1:${process.argv[2]}`
const made = createRig(guard === null ? {} : { leave: guard.leave })
await textOf(await made.send(post(`${url}/v1/chat`, 'x'.repeat(70_000))))
await textOf(await made.send(get(`${url}/v1/models`)))
await Promise.all([1, 2].map(async (number) => textOf(await made.send(post(`${url}/${number}`)))))
await fetch(url).catch(() => undefined)
await made.gate.close()
process.stdout.write(JSON.stringify(made.rows.flatMap(({ ends }) => ends)), () => process.exit(0))
