import { readFile } from 'node:fs/promises'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createSecureContext } from 'node:tls'
import type { ApiSettings } from '../../../contract/local-api.ts'
import { AppError } from '../../../contract/errors.ts'
import type { ApiDoor } from '../../core/ports/index.ts'
import { answerApp } from './answer-app.ts'
import type { AnswerAppDeps, LoadedRoutes } from './answer-app.ts'
import { createAppServer } from './app-server.ts'
import type { Tls } from './app-server.ts'
import { LOOPBACK_NAMES } from './callers.ts'
import { listenForApps } from './listen-for-apps.ts'

const LOOK_AGAIN_MS = 30_000
const STILL_MS = 60_000

export interface ApiDoorDeps extends Omit<AnswerAppDeps, 'door'> {
  readonly door: ApiDoor
  /** The routes and the forms of their failures: nothing of them is in memory while the door is shut. */
  readonly load: () => Promise<LoadedRoutes>
  /** Addresses of this machine in the person's network, and the names it goes by there. */
  readonly networkAddresses: () => readonly string[]
  readonly networkNames: () => readonly string[]
  /** Leave of the guard to listen to other machines; nothing where no guard stands. */
  readonly allowServer: (server: Server) => void
  readonly lookAgainMs?: number
  /** After which who neither sends nor reads is ended. */
  readonly stillMs?: number
}

export interface OpenApiDoor {
  /** Resolves when what the settings say now is done. */
  settled(): Promise<void>
  close(): Promise<void>
}

interface Plan {
  /** What it was opened by: another one is opened anew. */
  readonly key: string
  readonly hosts: readonly string[]
  readonly port: number
  readonly tls: Tls | null
  readonly isNetwork: boolean
  readonly names: (host: string) => readonly string[]
  /** Whether the others are of no use without it. */
  readonly isNeeded: (host: string) => boolean
}

interface Opened {
  readonly key: string
  readonly servers: readonly Server[]
  readonly urls: readonly string[]
}

type Problem = NonNullable<Parameters<ApiDoor['opened']>[0]['problem']>

/** The door for apps: shut until the settings open it, on this machine first, and in the network by a second switch. */
export const createApiDoor = (deps: ApiDoorDeps): OpenApiDoor => {
  const { door, log, load, networkAddresses, networkNames, allowServer, lookAgainMs = LOOK_AGAIN_MS, stillMs = STILL_MS } = deps
  const closing = new AbortController()
  let here: Opened | null = null
  let network: Opened | null = null
  let loaded: Promise<LoadedRoutes> | null = null
  let timer: NodeJS.Timeout | undefined

  const open = async ({ key, hosts, port, tls, isNetwork, names, isNeeded }: Plan): Promise<Opened> => {
    loaded ??= load()
    const routes = await loaded
    const servers: Server[] = []
    const urls: string[] = []
    try {
      for (const host of hosts) {
        // The first takes the port that is free, where any will do, and the others the same.
        const wanted = servers[0] === undefined ? port : portOf(servers[0])
        const server: Server = createAppServer({
          errorOf: routes.errorOf,
          tls,
          onRefused: door.turnedAway,
          stillMs,
          answer: (request: IncomingMessage, response: ServerResponse) =>
            void answerApp(deps, routes, { names: names(host), port: portOf(server), isNetwork }, request, response, closing.signal).catch((error: unknown) => {
              log.error('api.failed', error)
              response.destroy()
            }),
        })
        if (isNetwork) allowServer(server)
        const isOpen = await listenForApps(server, host, wanted).then(
          () => true,
          (error: unknown) => {
            if (isNeeded(host)) throw error
            return false
          },
        )
        if (!isOpen) continue
        servers.push(server)
        urls.push(`${tls === null ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${portOf(server)}`)
      }
      return { key, servers, urls }
    } catch (error) {
      await shut(servers)
      throw error
    }
  }

  const openHere = async (settings: ApiSettings): Promise<void> => {
    const key = String(settings.port)
    if (here?.key === key) return
    await shut(here?.servers)
    here = null
    // ::1 where there is one: `localhost` leads there first on some systems.
    here = await open({ key, hosts: ['127.0.0.1', '::1'], port: settings.port, tls: null, isNetwork: false, names: () => LOOPBACK_NAMES, isNeeded: (host) => host === '127.0.0.1' })
  }

  const openNetwork = async (settings: ApiSettings): Promise<void> => {
    const addresses = [...networkAddresses()].toSorted()
    const port = here?.servers[0] === undefined ? settings.port : portOf(here.servers[0])
    const key = JSON.stringify([port, settings.tlsCertificate, settings.tlsKey, addresses])
    if (network?.key === key) return
    await shut(network?.servers)
    network = null
    const tls = await readTls(settings)
    const names = (host: string): readonly string[] => [host.includes(':') ? `[${host}]` : host, ...networkNames()]
    network = await open({ key, hosts: addresses, port, tls, isNetwork: true, names, isNeeded: () => true })
  }

  const apply = async (): Promise<void> => {
    clearTimeout(timer)
    const settings = door.settings()
    let problem: Problem | null = null
    const attempt = async (work: Promise<void>): Promise<void> => {
      await work.catch((error: unknown) => {
        problem ??= toProblem(error)
        log.warn('api.not-open', { code: problem.code })
      })
    }
    const isOn = settings.on && !closing.signal.aborted
    if (isOn) await attempt(openHere(settings))
    else {
      await shut(here?.servers)
      here = null
      loaded = null
    }
    if (isOn && settings.network && here !== null) await attempt(openNetwork(settings))
    else {
      await shut(network?.servers)
      network = null
    }
    // A port may become free, and a machine moves from one network to another.
    if (isOn) timer = setTimeout(look, lookAgainMs).unref()
    const url = here?.urls[0] ?? null
    door.opened({ url, networkUrls: network?.urls ?? [], problem })
    log.info('api.open', { here: here?.servers.length ?? 0, network: network?.servers.length ?? 0 })
  }

  let last: Promise<void> = Promise.resolve()
  const look = (): void => {
    last = last.then(apply).catch((error: unknown) => log.error('api.failed', error))
  }
  const stop = door.onSettingsChange(look)
  look()

  return {
    settled: () => last,
    close: async () => {
      stop()
      closing.abort()
      look()
      await last
      clearTimeout(timer)
    },
  }
}

const portOf = (server: Server): number => (server.address() as AddressInfo | null)?.port ?? 0

const shut = async (servers: readonly Server[] = []): Promise<void> => {
  await Promise.all(
    servers.map(
      (server) =>
        new Promise<void>((resolve) => {
          server.close(() => resolve())
          server.closeAllConnections()
        }),
    ),
  )
}

const readTls = async ({ tlsCertificate, tlsKey }: ApiSettings): Promise<Tls | null> => {
  if (tlsCertificate === '' && tlsKey === '') return null
  if (tlsCertificate === '' || tlsKey === '') throw new AppError('BAD_REQUEST', 'A certificate needs its key, and a key its certificate: one of the two is missing. The network’s door stays shut.', { next: 'Set both api.tlsCertificate and api.tlsKey, or neither.' })
  try {
    const [cert, key] = await Promise.all([readFile(tlsCertificate), readFile(tlsKey)])
    // Also what is no certificate, and a key of another one.
    createSecureContext({ cert, key })
    return { cert, key }
  } catch (cause) {
    throw new AppError('BAD_REQUEST', 'The certificate or its key cannot be read. The network’s door stays shut.', { next: 'Check the files that api.tlsCertificate and api.tlsKey name.', cause })
  }
}

const toProblem = (error: unknown): Problem => {
  if (error instanceof AppError && (error.code === 'CONFLICT' || error.code === 'NO_PERMISSION' || error.code === 'BAD_REQUEST')) return { code: error.code, message: error.message, next: error.next }
  return { code: 'UNSUPPORTED', message: 'The local API could not be opened on this system.', next: 'The log has the details.' }
}
