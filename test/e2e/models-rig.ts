import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LedgerRow } from '../../src/contract/ledger.ts'
import type { Download, ModelsState } from '../../src/contract/models.ts'
import { serveModels } from '../core/downloads/model-server.ts'
import type { ModelServer, Seen } from '../core/downloads/model-server.ts'
import { shared } from '../shared.ts'
import type { Api } from './gate-rig.ts'
import { createHome } from './start-host.ts'
import type { Home } from './start-host.ts'

export const STORY = 'stories260K-f32'
export const MAKER = 'maker/stories'

export interface ModelsRig {
  readonly home: Home
  readonly server: ModelServer
  /** The one folder that models come into. */
  readonly own: string
  close(): Promise<void>
}

/** A home whose models come from a server of this test: a double of the hub, with a real model to give. */
export const createModelsHome = async (options: { readonly models?: readonly string[]; readonly lines?: string; readonly catalogue?: string } = {}): Promise<ModelsRig> => {
  const server = await serveModels()
  const file = readFileSync(shared(`models/${STORY}.gguf`))
  server.repositories.set(MAKER, { files: new Map([[`${STORY}.gguf`, file]]) })
  const home = await createHome({
    models: options.models ?? [],
    settings: `memos:\n  restSeconds: 0.2\nmodels:\n  threads: 1\n  speech: demo\n  endpoint: ${server.url}\n${options.lines ?? ''}  catalogue:\n${entry({ id: STORY, name: 'Tiny stories', source: `hf:${MAKER}/${STORY}.gguf`, sizeBytes: file.length })}${options.catalogue ?? ''}`,
  })
  return {
    home,
    server,
    own: join(home.state, 'models'),
    close: async () => {
      await server.close()
      await home.remove()
    },
  }
}

/** An entry of `models.catalogue`, as a person writes it. */
export const entry = ({ id, name, source, sizeBytes, kind = 'language', more = '', fileName = `${id}.gguf` }: { readonly id: string; readonly name: string; readonly source: string; readonly sizeBytes: number; readonly kind?: string; readonly more?: string; readonly fileName?: string }): string =>
  `    - { id: ${id}, name: ${name}, kind: ${kind}, source: "${source}", fileName: ${fileName}, sizeBytes: ${sizeBytes}, licence: MIT, languages: [en], goodFor: Writes small stories., recommendedGigabytes: [8, 16, 24, 32, 64]${more} }\n`

/** Follows the models until something holds. */
export const untilModels = async (api: Api, holds: (state: ModelsState) => boolean): Promise<ModelsState> => {
  for await (const state of await api.models.changes()) if (holds(state)) return state
  throw new Error('The models were no longer told.')
}

export const untilDownload = async (api: Api, downloadId: string, holds: (download: Download) => boolean): Promise<Download> => {
  const find = ({ downloads }: ModelsState): Download | undefined => downloads.find((each) => each.downloadId === downloadId)
  const state = await untilModels(api, (now) => {
    const found = find(now)
    return found !== undefined && holds(found)
  })
  const found = find(state)
  if (found === undefined) throw new Error('It is gone.')
  return found
}

/** The rows of what was fetched, in their order, as the server would write them down. */
export const fetchRows = async (api: Api): Promise<readonly LedgerRow[]> => (await api.ledger.list({ limit: 500, feature: 'models' })).rows.toReversed()
export const asSeen = ({ method, url }: LedgerRow): string => `${method} ${new URL(url).host} ${decodeURIComponent(new URL(url).pathname)}`
export const asAsked = ({ method, host, path }: Seen): string => `${method} ${host} ${path}`
