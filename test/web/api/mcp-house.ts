import { createHash, randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { AppError } from '../../../src/contract/errors.ts'
import { ApiSettingsSchema } from '../../../src/contract/local-api.ts'
import type { ApiClient } from '../../../src/contract/local-api.ts'
import type { MemoId } from '../../../src/contract/memos.ts'
import type { AskAnswer, Origin, Verdict } from '../../../src/contract/privacy.ts'
import { createSettingsFile, SETTINGS_TEMPLATE } from '../../../src/main/adapters/settings-file/index.ts'
import { createSqliteLedger, createSqliteMemoStore } from '../../../src/main/adapters/sqlite/index.ts'
import { createVaultFs } from '../../../src/main/adapters/vault-fs/index.ts'
import { memoContent, noteContent } from '../../../src/main/core/attach/index.ts'
import { redact } from '../../../src/main/core/lib/redacted.ts'
import { createFindInVault, createMcpTools } from '../../../src/main/core/mcp/index.ts'
import { toRow } from '../../../src/main/core/memos/row.ts'
import { escapeMarkdown } from '../../../src/main/core/notes/index.ts'
import type { Clock, LocalApiWork } from '../../../src/main/core/ports/index.ts'
import { createRouting } from '../../../src/main/core/routing/index.ts'
import type { Routing } from '../../../src/main/core/routing/index.ts'
import { createSettings } from '../../../src/main/core/settings/index.ts'
import { mcpRouter } from '../../../src/main/rpc/index.ts'
import type { HostRouter } from '../../../src/main/rpc/index.ts'
import { mcpError, mcpRoutes } from '../../../src/main/web/api/mcp.ts'
import { createAudioSigner, createWebDoor } from '../../../src/main/web/index.ts'
import { detectWords } from '../../core/routing/rig.ts'
import { createMemoryLog } from '../door-fixture.ts'
import type { McpHouse } from './mcp-clients.ts'

export const MEMO_ID = '3f2a9c0d1e4b5a67' as MemoId
export const WAITING_ID = '00000000000000aa' as MemoId
const signal = new AbortController().signal
const MOST_BODY = 1_000_000

/**
 * Vault, settings, record, memos and policy as they are, behind a plain server that stands for the door: it lets everybody in under
 * the name that the token gives. What finds details is a stand-in that knows a handful of words.
 */
export const openMcpHouse = async () => {
  const root = await mkdtemp(join(tmpdir(), 'freehold-mcp-'))
  const log = createMemoryLog()
  const clock: Clock = { now: () => Date.now(), monotonic: () => performance.now(), sleep: (ms, given) => sleep(ms, undefined, { signal: given }) }
  const settings = await createSettings({ file: createSettingsFile(join(root, 'settings.yaml')), homeFolder: root, template: SETTINGS_TEMPLATE, signal })
  const ledger = createSqliteLedger({ folder: root, clock, log })
  const store = createSqliteMemoStore(':memory:', log)
  const vault = createVaultFs({ path: join(root, 'Vault'), wasUsed: () => false, log })
  const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
  const clients = new Map<string, Pick<ApiClient, 'clientId' | 'name' | 'forwards' | 'grants'>>()
  const again: string[] = []

  const routing: Routing = createRouting({
    settings: () => settings.current().privacy,
    setSetting: settings.set,
    areSettingsReadable: () => settings.problems().length === 0,
    isLedgerWritable: () => true,
    sources: [settings.onChange],
    detect: async (texts) => texts.map(detectWords),
    detectTopics: async (text) => (text.includes('knee') ? ['health'] : []),
    people: () => [{ name: 'Mara Ellegaard', aliases: [] }],
    local: () => ({ state: 'missing', contextTokens: 0 }),
    gate: { send: () => Promise.reject(new Error('Nothing is sent here.')), shut: () => {}, open: () => {} },
    record: ledger.begin,
    finishRecord: ledger.finish,
    useCredential: async () => redact(''),
    knownCredentials: () => [],
    clock,
    newId: randomUUID,
    sha256,
  })
  const contentDeps = {
    vault,
    noteIndex: store.noteIndex(vault.path),
    memos: {
      note: async (memoId: MemoId) => {
        const path = store.byMemo(memoId)?.notePath ?? ''
        return { path, text: (await vault.readText(path))?.text ?? '' }
      },
    },
  }
  const memoRow = async (memoId: MemoId) => {
    const entry = store.byMemo(memoId)
    if (entry === null) throw new AppError('NOT_FOUND', 'This memo is not in the list any more.')
    return toRow(entry, null, false)
  }
  const tools = createMcpTools({
    searchNotes: createFindInVault(vault),
    readNote: (path, given) => noteContent(contentDeps, path, given),
    readMemo: (memoId, given) => memoContent(contentDeps, memoId, given),
    listMemos: store.list,
    memoRow,
    transcribeAgain: (memoId) => void again.push(memoId),
    retryMemo: (rowId) => void again.push(rowId),
    vault,
    plainMarkdown: escapeMarkdown,
    client: (clientId) => clients.get(clientId) ?? null,
    remember: async (clientId, origin, allowed) => void clients.get(clientId)?.grants.push({ origin, allowed }),
    release: routing.release,
    keptFrom: routing.keptFrom,
    clock,
    newId: randomUUID,
    sha256,
  })
  const clientFor = (name: string, forwards: boolean) => {
    const known = clients.get(name) ?? { clientId: name, name, forwards, grants: [] }
    clients.set(name, known)
    return known
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const leaving = new AbortController()
    response.once('close', () => leaving.abort())
    const fail = (error: unknown): void => {
      if (response.headersSent) return void response.destroy()
      const { status, body } = mcpError(error)
      response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(body))
    }
    const route = mcpRoutes.find(({ method, path }) => method === request.method && path === url.pathname)
    if (!route) return fail(new AppError('NOT_FOUND', 'There is nothing here.'))
    const name = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? 'somebody'
    void route
      .handle({
        request,
        response,
        url,
        params: {},
        caller: { clientId: name, name },
        signal: leaving.signal,
        work: {} as LocalApiWork,
        mcp: tools,
        settings: ApiSettingsSchema.parse({}),
        temporaryFolder: root,
        version: '0.0.0',
        log,
        readJson: async () => {
          const chunks: Buffer[] = []
          let size = 0
          for await (const chunk of request) {
            chunks.push(chunk as Buffer)
            size += (chunk as Buffer).length
            if (size > MOST_BODY) throw new AppError('TOO_LARGE', 'This is too much at once.')
          }
          try {
            return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown
          } catch {
            throw new AppError('BAD_REQUEST', 'This is no JSON.')
          }
        },
      })
      .catch(fail)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const socketPath = join(root, 'run', 'host.sock')
  const door = await createWebDoor({
    port: 0,
    socketPath,
    staticFolder: root,
    router: { mcp: mcpRouter(tools, async (name, forwards) => clientFor(name, forwards)) } as unknown as HostRouter,
    token: 'token',
    audioSigner: createAudioSigner(() => Date.now()),
    log,
    maxUploadBytes: () => 0,
    receiveUpload: () => Promise.reject(new Error('none')),
    receiveAttachment: () => Promise.reject(new Error('none')),
    dictate: () => Promise.reject(new Error('none')),
    openAudio: async () => null,
  })

  const write = async (path: string, text: string): Promise<void> => {
    const absolute = join(vault.path, path)
    await mkdir(dirname(absolute), { recursive: true })
    await writeFile(absolute, text)
  }
  const house: McpHouse = {
    url: new URL(`http://127.0.0.1:${port}/mcp`),
    stdio: (client, flags = []) => ({ command: process.execPath, args: [fileURLToPath(new URL('./mcp-stdio-child.ts', import.meta.url)), socketPath, client, ...flags] }),
    vaultPath: vault.path,
    write,
    addApp: async (name, forwards) => {
      clientFor(name, forwards)
      return name
    },
    setCell: (origin: Origin, verdict: Verdict) => routing.setCell(origin, 'cloud', verdict, signal),
    setLocalOnly: (on) => routing.setLocalOnly(on, signal),
    asks: async () => routing.state().asks,
    answer: (askId, answer: AskAnswer) => routing.answer(askId as never, answer, signal),
    rows: async () => ledger.list({ limit: 500 }).rows,
    payload: async (seq) => new TextDecoder().decode(ledger.payload(seq)?.body),
  }
  return {
    ...house,
    port,
    store,
    again,
    clients,
    log,
    verify: () => ledger.verify(signal),
    close: async () => {
      routing.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await door.close()
      await settings.close()
      ledger.close()
      await rm(root, { recursive: true, force: true })
    },
  }
}
