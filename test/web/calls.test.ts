import { lstat, readFile, rename, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { dirname } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { AppError } from '../../src/contract/errors.ts'
import type { Status } from '../../src/contract/system.ts'
import { connectToHost } from '../../src/main/rpc/index.ts'
import { openDoor, routerOf, STATUS, TOKEN } from './door-fixture.ts'

const never = new AbortController().signal

const connect = async (socketPath: string) => {
  const host = await connectToHost(socketPath, never)
  if (host === null) throw new Error('no host')
  onTestFinished(() => host.close())
  return host
}

describe('calls over the unix socket', () => {
  it('need no token, and the socket is its owner’s alone', async () => {
    const { socketPath } = await openDoor()
    const { api } = await connect(socketPath)
    expect(await api.system.status({})).toEqual(STATUS)
    expect((await lstat(socketPath)).mode & 0o777).toBe(0o600)
    expect((await lstat(dirname(socketPath))).mode & 0o777).toBe(0o700)
  })

  it('find no host where none is, and a socket that a killed host left behind is replaced', async () => {
    const { door, folder, socketPath } = await openDoor()
    expect(await connectToHost(`${folder}/none.sock`, never)).toBeNull()
    await door.close()
    const killed = createServer()
    await new Promise<void>((resolve) => killed.listen(`${folder}/other.sock`, resolve))
    await rename(`${folder}/other.sock`, socketPath)
    killed.close()
    expect(await connectToHost(socketPath, never)).toBeNull()
    const { socketPath: again } = await openDoor({ socketPath })
    expect(await (await connect(again)).api.system.status({})).toEqual(STATUS)
  })

  it('never put the socket in the place of a file', async () => {
    const { folder } = await openDoor()
    await writeFile(`${folder}/notes.md`, 'mine')
    await expect(openDoor({ socketPath: `${folder}/notes.md` })).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await readFile(`${folder}/notes.md`, 'utf8')).toBe('mine')
  })

  it('fail at once when the host goes, and later ones too', async () => {
    const { socketPath, door } = await openDoor({ router: routerOf({ status: () => new Promise(() => {}) }) })
    const host = await connect(socketPath)
    const waiting = host.api.system.status({})
    setTimeout(() => void door.close(), 50)
    await expect(waiting).rejects.toMatchObject({ code: 'OFFLINE' })
    await host.closed
    await expect(host.api.system.status({})).rejects.toMatchObject({ code: 'OFFLINE' })
  })

  it('tell an expected failure by its sentence, and a bug by an id that the log knows', async () => {
    const refusing = await openDoor({ router: routerOf({ status: () => Promise.reject(new AppError('VAULT_GONE', 'The vault is gone.', { next: 'Plug it in.' })) }) })
    await expect((await connect(refusing.socketPath)).api.system.status({})).rejects.toMatchObject({ defined: true, code: 'VAULT_GONE', message: 'The vault is gone.', data: { next: 'Plug it in.' } })

    const broken = await openDoor({ router: routerOf({ status: () => Promise.reject(new Error('a secret')) }) })
    const error: unknown = await (await connect(broken.socketPath)).api.system.status({}).catch((caught: unknown) => caught)
    const logged = broken.log.lines.find(({ event }) => event === 'rpc.failed')
    const { logId } = (logged?.fields ?? { logId: 'not logged' }) as { logId: string }
    expect(error).toMatchObject({ message: 'Something went wrong.', data: { next: expect.stringContaining(logId) } })
    expect(JSON.stringify(error)).not.toContain('secret')
  })

  it('tell a failure in the middle of a stream the same way', async () => {
    const { socketPath } = await openDoor({
      router: routerOf({
        async *statusChanges() {
          yield STATUS
          throw new AppError('VAULT_GONE', 'The vault is gone.')
        },
      }),
    })
    const { api } = await connect(socketPath)
    const seen: Status[] = []
    const read = async (): Promise<void> => {
      for await (const status of await api.system.statusChanges()) seen.push(status)
    }
    await expect(read()).rejects.toMatchObject({ code: 'VAULT_GONE', message: 'The vault is gone.' })
    expect(seen).toHaveLength(1)
  })

  it('close the line on what is no message, and the host goes on', async () => {
    const { origin, port, socketPath } = await openDoor()
    const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, ['freehold.v1', `token.${TOKEN}`], { headers: { origin } })
    await new Promise((resolve) => socket.once('open', resolve))
    socket.send('{"nonsense":')
    await new Promise((resolve) => socket.once('close', resolve))
    expect(await (await connect(socketPath)).api.system.status({})).toEqual(STATUS)
  })
})

describe('a reader that stops reading', () => {
  it('stops a stream at what the sockets hold, and leaving ends it', { timeout: 30_000 }, async () => {
    let produced = 0
    let ended = false
    const large = { ...STATUS, vaultPath: 'x'.repeat(100_000) }
    const { origin, port } = await openDoor({
      router: routerOf({
        async *statusChanges(signal) {
          try {
            // A turn of the loop each, so that a source that is not held back fails the test and does not hang it.
            while (!signal.aborted && produced < 2000) {
              await setImmediate()
              produced += 1
              yield large
            }
          } finally {
            ended = true
          }
        },
      }),
    })
    const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, ['freehold.v1', `token.${TOKEN}`], { headers: { origin } })
    await new Promise((resolve) => socket.once('open', resolve))
    socket.pause()
    // As oRPC's client asks, without the header that asks for credits.
    socket.send(JSON.stringify({ i: '1', p: { u: '/system/statusChanges', b: {} } }))
    await new Promise((resolve) => setTimeout(resolve, 1000))
    const held = produced
    expect(held).toBeGreaterThan(0)
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(produced).toBe(held)
    expect(held * 100_000).toBeLessThan(30_000_000)
    socket.terminate()
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(ended).toBe(true)
  })
})
