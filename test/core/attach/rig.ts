import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createAttachmentStore } from '../../../src/main/adapters/attachment-store/index.ts'
import { createClock } from '../../../src/main/adapters/clock/index.ts'
import { createDocumentReader } from '../../../src/main/adapters/document-reader/index.ts'
import { createVaultFs } from '../../../src/main/adapters/vault-fs/index.ts'
import { createAttachments, type AttachDeps, type Attachments } from '../../../src/main/core/attach/index.ts'
import { labelsOf } from '../../../src/main/core/routing/index.ts'
import type { PendingAttachment } from '../../../src/contract/attachments.ts'
import { fakeInspector } from '../../fakes/voices.ts'
import { type Host, type Place, quiet } from '../memos/rig.ts'

const READ_WORKER = fileURLToPath(new URL('../../../out/main/read-worker.js', import.meta.url))

/** Attachments over the real vault, store, reader and memos; what is heard is a double's, see test/fakes/voices.ts. */
export const createRig = (place: Place, host: Host, changes: Partial<AttachDeps> = {}): { readonly attachments: Attachments; readonly settled: (pending: PendingAttachment) => Promise<PendingAttachment> } => {
  const vault = createVaultFs({ path: place.vault, wasUsed: () => false, log: quiet })
  const { memos, store } = host
  const attachments = createAttachments({
    vault,
    reader: createDocumentReader({ workerPath: READ_WORKER, inspector: fakeInspector }),
    store: createAttachmentStore(join(place.state, 'attachments')),
    memos,
    listMemos: store.list,
    noteIndex: store.noteIndex(vault.path),
    label: async ({ origin, folder, tags }) => labelsOf({ origin, ...(folder === undefined ? {} : { folder }), ...(tags === undefined ? {} : { tags }) }, { details: [], people: [] }, null),
    countTokens: async (text) => ({ tokens: Math.ceil(text.length / 4), exact: false }),
    maxUploadBytes: () => 10_000_000,
    newId: randomUUID,
    sha256: (bytes) => createHash('sha256').update(bytes).digest('hex'),
    clock: createClock(),
    log: quiet,
    ...changes,
  })
  const settled = async ({ attachmentId }: PendingAttachment): Promise<PendingAttachment> => {
    let last: PendingAttachment | undefined
    for await (const pending of attachments.follow([attachmentId], AbortSignal.timeout(20_000))) last = pending
    if (last === undefined) throw new Error('nothing was followed')
    return last
  }
  return { attachments, settled }
}

/** Writes a file of the vault, or beside it. */
export const write = (folder: string, path: string, text: string | Uint8Array): string => {
  const absolute = join(folder, path)
  mkdirSync(dirname(absolute), { recursive: true })
  writeFileSync(absolute, text)
  return absolute
}

/** What a browser sends. */
export async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}
