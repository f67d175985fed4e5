import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { HostConnection } from '../../src/main/rpc/index.ts'
import { createHome, startHost } from './start-host.ts'
import type { Home, RunningHost } from './start-host.ts'

export type Api = HostConnection['api']

export const STORY_MODEL = 'stories260K-f32'
export const EMBEDDING_MODEL = 'embed-static-64d-f16'

/** The built host with its door for other apps open, and one app that was let in. */
export interface OpenApi {
  readonly home: Home
  readonly host: RunningHost
  readonly api: Api
  /** `http://127.0.0.1:<port>` */
  readonly url: string
  readonly token: string
  /** Lets another app in, as the command line does. */
  letIn(name: string, forwards?: boolean): Promise<{ readonly token: string; readonly clientId: string }>
  close(): Promise<void>
}

/** Starts the host with the API on; `more` are further lines of the settings, `apiLines` of its `api:` part. */
export const openApi = async (options: { readonly more?: string; readonly apiLines?: string; readonly models?: readonly string[]; readonly env?: NodeJS.ProcessEnv; readonly prepare?: (home: Home) => void | Promise<void> } = {}): Promise<OpenApi> => {
  const home = await createHome({
    ...(options.models === undefined ? {} : { models: options.models }),
    ...(options.env === undefined ? {} : { env: options.env }),
    settings: `memos:\n  restSeconds: 0.2\nmodels:\n  speech: demo\n  language: ${STORY_MODEL}\n  threads: 1\napi:\n  on: true\n  port: 0\n${options.apiLines ?? ''}${options.more ?? ''}`,
  })
  await options.prepare?.(home)
  const host = await startHost(home)
  const connection = await host.connect()
  const { api } = connection
  const letIn = async (name: string, forwards = true): Promise<{ readonly token: string; readonly clientId: string }> => {
    const token = `fh-${randomBytes(32).toString('base64url')}`
    return { token, ...(await api.localApi.addClient({ name, forwards, tokenSha256: createHash('sha256').update(token).digest('hex') })) }
  }
  const { token } = await letIn('Test app')
  return {
    home,
    host,
    api,
    url: await urlOf(api),
    token,
    letIn,
    close: async () => {
      connection.close()
      await host.stop()
      await home.remove()
    },
  }
}

const urlOf = async (api: Api): Promise<string> => {
  for (;;) {
    const { url, problem } = await api.localApi.state({})
    if (url !== null) return url
    if (problem !== null) throw new Error(problem.message)
    await sleep(20)
  }
}
