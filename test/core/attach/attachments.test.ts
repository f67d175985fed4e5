import { existsSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { MemoIdSchema } from '../../../src/contract/memos.ts'
import type { AttachDeps, Attachments } from '../../../src/main/core/attach/index.ts'
import { settled as memosSettled, until, useHosts } from '../memos/rig.ts'
import { bytesOf, createRig, write } from './rig.ts'

const NEVER = new AbortController().signal
const { place, start } = useHosts()
let open: Attachments[] = []
afterEach(async () => {
  await Promise.all(open.map((each) => each.close()))
  open = []
})
const rig = (options: { readonly changes?: Partial<AttachDeps>; readonly host?: ReturnType<typeof start> } = {}) => {
  const made = createRig(place, options.host ?? start(), options.changes)
  open.push(made.attachments)
  return made
}
const received = (): readonly string[] => (existsSync(join(place.state, 'attachments/received')) ? readdirSync(join(place.state, 'attachments/received')) : [])

describe('a file by its path', () => {
  it('is ready with its size, its tokens and its labels, and then kept in the vault', async () => {
    const { attachments, settled } = rig()
    const path = write(place.recordings, 'Work/main.rs', 'fn main() {}\n```\n')
    const [pending] = await attachments.add([path], NEVER)
    if (pending === undefined) throw new Error('none')
    expect(pending).toMatchObject({ title: 'main.rs', attachment: null, problem: null })
    const ready = await settled(pending)
    expect(ready).toMatchObject({
      state: 'ready',
      attachment: { title: 'main.rs', kind: 'code', origin: 'file', sizeBytes: 17, tokens: 5, exact: false, path: null, memoId: null, labels: { sources: [{ origin: 'file', folder: join(place.recordings, 'Work') }] } },
    })
    expect(await attachments.text(pending.attachmentId)).toBe('fn main() {}\n```\n')
    const [taken] = await attachments.take([pending.attachmentId])
    if (taken === undefined) throw new Error('none')
    expect(taken.path).toMatch(/^Chats\/Attachments\/\d{4}-\d{2}-\d{2} main\.rs\.md$/)
    const kept = readFileSync(join(place.vault, taken.path ?? ''), 'utf8')
    expect(kept).toMatch(/^---\nid: "?attachment-[0-9a-f]{16}"?\nkind: attachment\n/)
    expect(kept).toContain('\n````\nfn main() {}\n```\n````\n')
    expect(await attachments.piece(taken)).toEqual({ title: 'main.rs', text: 'fn main() {}\n```', origin: 'file', folder: join(place.recordings, 'Work') })
    // Known by its id after it was sent, also to a turn that is edited.
    expect(await attachments.take([pending.attachmentId])).toEqual([taken])
    expect(await attachments.text(pending.attachmentId)).toBe('fn main() {}\n```')
  })

  it('is kept once when the same text goes along twice, and anew when its file was changed by the person', async () => {
    const { attachments } = rig()
    const take = async (): Promise<string> => (await attachments.take([(await attachments.addText('Note', 'milk\n')).attachmentId]))[0]?.path ?? ''
    const first = await take()
    expect(await take()).toBe(first)
    write(place.vault, first, readFileSync(join(place.vault, first), 'utf8').replace('milk', 'eggs'))
    const second = await take()
    expect(second).not.toBe(first)
    expect(readFileSync(join(place.vault, first), 'utf8')).toContain('eggs')
    expect(readFileSync(join(place.vault, second), 'utf8')).toContain('milk')
  })

  it('says why it cannot be read, and does not go along', async () => {
    const { attachments, settled } = rig()
    const [docx, none, relative] = await attachments.add([write(place.recordings, 'a.docx', 'PK\x03\x04'), join(place.recordings, 'none.txt'), 'a.txt'], NEVER)
    if (!docx || !none || !relative) throw new Error('none')
    expect(await settled(docx)).toMatchObject({ state: 'failed', problem: { code: 'UNSUPPORTED', message: expect.stringContaining('Word document') } })
    expect(await settled(none)).toMatchObject({ state: 'failed', problem: { code: 'FILE_GONE' } })
    expect(await settled(relative)).toMatchObject({ state: 'failed', problem: { code: 'BAD_REQUEST' } })
    await expect(attachments.take([docx.attachmentId])).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(attachments.take(['nobody'])).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(attachments.take(['../../memos'])).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  it('is mail when it is mail, and stays so when its kept file is handed over', async () => {
    const { attachments, settled } = rig()
    const [mail] = await attachments.add([write(place.recordings, 'a.eml', 'From: a@example.org\nSubject: Secret\n\nHello\n')], NEVER)
    if (!mail) throw new Error('none')
    expect(await settled(mail)).toMatchObject({ attachment: { kind: 'mail', origin: 'mail', title: 'Secret' } })
    const [taken] = await attachments.take([mail.attachmentId])
    expect(await attachments.mention(taken?.path ?? '', null)).toMatchObject({ attachment: { kind: 'note', origin: 'mail' } })
  })

  it('is as private as the memo whose note or transcript it is, however it is handed over', async () => {
    const { attachments, settled } = rig()
    const note = '---\nid: "0123456789abcdef"\ntitle: Call\nrecorded: 2026-11-22T14:32:00Z\n---\n\nThe words\n'
    const paths = [write(place.vault, 'Memos/2026/Call.md', note), write(place.recordings, 'copy.md', note), write(place.vault, 'Memos/2026/x.transcript.json', '{"words":1}')]
    for (const pending of await attachments.add(paths, NEVER)) expect(await settled(pending)).toMatchObject({ attachment: { origin: 'memo' } })
    expect(await settled(await attachments.receive({ name: 'copy.md', body: bytesOf(note), signal: NEVER }))).toMatchObject({ attachment: { origin: 'memo', kind: 'markdown' } })
    expect(await attachments.addText('Pasted', note)).toMatchObject({ attachment: { origin: 'memo' } })
  })
})

describe('bytes of a browser', () => {
  it('are kept until they are read, and no longer', async () => {
    const { attachments, settled } = rig()
    const pending = await attachments.receive({ name: 'list.csv', body: bytesOf('a,b\n1,2\n'), signal: NEVER })
    expect(pending).toMatchObject({ title: 'list.csv', state: 'reading' })
    expect(await settled(pending)).toMatchObject({ state: 'ready', notice: 'A table of 2 rows and 2 columns.', attachment: { kind: 'csv', labels: { sources: [{ origin: 'file' }] } } })
    await until(() => received().length === 0, received)
  })

  it('leave nothing when they break off or grow too large', async () => {
    const { attachments } = rig({ changes: { maxUploadBytes: () => 5 } })
    await expect(attachments.receive({ name: 'a.txt', body: bytesOf('123456'), signal: NEVER })).rejects.toMatchObject({ code: 'TOO_LARGE' })
    const broken = (async function* () {
      yield Buffer.from('12')
      throw new Error('the page went')
    })()
    await expect(attachments.receive({ name: 'a.txt', body: broken, signal: NEVER })).rejects.toThrow('the page went')
    expect(received()).toEqual([])
  })

  it('are read again when the host ended in the middle; what is ready stays, and what is a week old goes', async () => {
    const host = start()
    const stuck = Promise.withResolvers<never>()
    const { attachments } = rig({ host, changes: { label: () => stuck.promise } })
    const { attachmentId } = await attachments.receive({ name: 'a.txt', body: bytesOf('milk'), signal: NEVER })
    open = []
    // As after a kill: the first is never closed, and finds nothing to write any more.
    const { attachments: next, settled } = rig({ host })
    expect(await settled({ attachmentId } as never)).toMatchObject({ state: 'ready', title: 'a.txt' })
    expect(await next.text(attachmentId)).toBe('milk')
    await next.close()
    const later = Date.now() + 8 * 86_400_000
    const { attachments: last } = rig({ host, changes: { clock: { now: () => later, monotonic: () => performance.now(), sleep: () => Promise.resolve() } } })
    await expect(last.text(attachmentId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(readdirSync(join(place.state, 'attachments/drafts'))).toEqual([])
  })
})

describe('what is taken away', () => {
  it('is gone, also while it is read', async () => {
    const { attachments, settled } = rig({ changes: { label: (_piece, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))) } })
    const pending = await attachments.receive({ name: 'a.txt', body: bytesOf('milk'), signal: NEVER })
    await attachments.remove(pending.attachmentId)
    expect(await settled(pending)).toMatchObject({ state: 'failed', problem: { code: 'NOT_FOUND' } })
    expect(readdirSync(join(place.state, 'attachments/drafts'))).toEqual([])
    expect(received()).toEqual([])
    await attachments.remove('unknown')
  })
})

describe('sound', () => {
  it('becomes a memo, and the memo goes along', async () => {
    const host = start()
    const { attachments, settled } = rig({ host })
    const [pending] = await attachments.add([place.record('call.m4a', 'voice: ring the dentist tomorrow')], NEVER)
    if (!pending) throw new Error('none')
    const ready = await settled(pending)
    expect(ready).toMatchObject({ state: 'ready', problem: null, attachment: { kind: 'memo', origin: 'memo', labels: { sources: [{ origin: 'memo' }] } } })
    expect(ready.attachment?.memoId).toBe(host.rows()[0]?.memoId)
    const [taken] = await attachments.take([pending.attachmentId])
    if (!taken) throw new Error('none')
    const piece = await attachments.piece(taken)
    expect(piece).toMatchObject({ origin: 'memo', folder: expect.stringMatching(/^Memos\//) })
    expect(piece.text).toContain('dentist')
    expect(piece.text).not.toMatch(/audio-sha256|!\[Recording\]/)
  })

  it('sent by a browser is kept with the memos', async () => {
    const host = start()
    const { attachments, settled } = rig({ host })
    expect(await settled(await attachments.receive({ name: 'call.webm', body: bytesOf('voice: milk and eggs'), signal: NEVER }))).toMatchObject({ state: 'ready', attachment: { kind: 'memo' } })
    expect(place.files().some((name) => name.startsWith('Memos/Audio/'))).toBe(true)
    await until(() => received().length === 0, received)
  })

  it('says that no model writes it down', async () => {
    const { attachments, settled } = rig({ host: start({ models: { speech: null } }) })
    const [pending] = await attachments.add([place.record('call.m4a', 'voice: ring')], NEVER)
    if (!pending) throw new Error('none')
    expect(await settled(pending)).toMatchObject({ state: 'failed', problem: { code: 'NO_MODEL' } })
  })
})

describe('dictation', () => {
  it('is text, and leaves neither memo nor note nor recording', async () => {
    const host = start()
    const { attachments } = rig({ host })
    expect(await attachments.dictate({ body: bytesOf('voice: milk and eggs'), signal: NEVER })).toEqual({ text: 'milk and eggs' })
    expect(await attachments.dictate({ body: bytesOf('voice:'), signal: NEVER })).toEqual({ text: '' })
    expect(await attachments.dictate({ body: bytesOf(''), signal: NEVER })).toEqual({ text: '' })
    expect(host.rows()).toEqual([])
    expect(place.notes()).toEqual([])
    expect(received()).toEqual([])
  })

  it('says what is missing', async () => {
    const { attachments } = rig({ host: start({ models: { speech: null } }) })
    await expect(attachments.dictate({ body: bytesOf('voice: milk'), signal: NEVER })).rejects.toMatchObject({ code: 'NO_MODEL', next: expect.stringContaining('Models') })
    const { attachments: other } = rig()
    await expect(other.dictate({ body: bytesOf('no sound'), signal: NEVER })).rejects.toMatchObject({ code: 'NOT_AUDIO' })
    expect(received()).toEqual([])
  })
})

describe('a note or memo by @', () => {
  it('goes along as it stands when it is used, with folder and tags', async () => {
    const { attachments } = rig()
    write(place.vault, 'Garden/Roses.md', '---\ntags: [plants, garden/beds]\n---\n\nCut in March.\n')
    const { attachment } = await attachments.mention('Garden/Roses.md', null)
    expect(attachment).toMatchObject({ kind: 'note', title: 'Roses', origin: 'note', path: 'Garden/Roses.md', labels: { sources: [{ origin: 'note', folder: 'Garden', tags: ['garden/beds', 'plants'] }] } })
    const [taken] = await attachments.take([attachment?.attachmentId ?? ''])
    if (!taken) throw new Error('none')
    write(place.vault, 'Garden/Roses.md', '---\ntags: plants\n---\nCut in April.\n')
    expect(await attachments.piece(taken)).toEqual({ title: 'Roses', text: 'Cut in April.\n', origin: 'note', folder: 'Garden', tags: ['plants'] })
    rmSync(join(place.vault, 'Garden/Roses.md'))
    await expect(attachments.piece(taken)).rejects.toMatchObject({ code: 'FILE_GONE' })
    await expect(attachments.text(taken)).rejects.toMatchObject({ code: 'FILE_GONE' })
  })

  it('is refused when it is not there, outside of the vault, empty or a chat', async () => {
    const { attachments } = rig()
    write(place.vault, 'Empty.md', '---\na: 1\n---\n')
    write(place.vault, 'Chats/A.md', '---\nkind: chat\n---\nHello\n')
    await expect(attachments.mention('None.md', null)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(attachments.mention('../state/settings.yaml', null)).rejects.toMatchObject({ code: 'OUTSIDE_FOLDER' })
    await expect(attachments.mention('Empty.md', null)).rejects.toMatchObject({ code: 'EMPTY_FILE' })
    await expect(attachments.mention('Chats/A.md', null)).rejects.toMatchObject({ code: 'UNSUPPORTED' })
    write(place.vault, 'Chats/Nonsense.md', 'no head')
    await expect(attachments.mention('Chats/Nonsense.md', null)).rejects.toMatchObject({ code: 'UNSUPPORTED' })
    expect(await attachments.addText('Pasted', '---\nkind: chat\n---\nHello\n')).toMatchObject({ attachment: { origin: 'memo' } })
    await expect(attachments.mention('x.md', MemoIdSchema.parse('0123456789abcdef'))).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(readdirSync(join(place.state, 'attachments/drafts')).filter((name) => name.endsWith('.json'))).toHaveLength(1)
  })

  it('is found by its title: beginnings first, then the newest, and no chat or prompt', async () => {
    const host = start()
    for (const [name, words] of [['a.m4a', 'rose one'], ['b.m4a', 'garden two']] as const) {
      const path = place.record(name, `voice: ${words}`)
      utimesSync(path, 1_700_000_000, 1_700_000_000)
      await host.memos.add([path], NEVER)
    }
    await until(() => host.rows().length === 2 && memosSettled(host.rows()), host.rows)
    for (const path of ['Garden/Roses.md', 'My roses.md', 'Chats/Roses chat.md', 'Prompts/Roses.md', 'Prímrose.md', '.hidden/Rose.md']) write(place.vault, path, 'x')
    const { attachments } = rig({ host })
    const found = await attachments.mentions('rose', 10)
    expect(found.map(({ kind, path, title }) => [kind, kind === 'memo' ? title : path])).toEqual([
      ['memo', 'rose one'],
      ['note', 'Garden/Roses.md'],
      ['note', 'My roses.md'],
      ['note', 'Prímrose.md'],
    ])
    expect((await attachments.mentions('primr', 10)).map(({ title }) => title)).toEqual(['Prímrose'])
    expect(await attachments.mentions('', 3)).toHaveLength(3)
    const memo = found.find(({ kind }) => kind === 'memo')
    expect(await attachments.mention(memo?.path ?? '', memo?.memoId ?? null)).toMatchObject({ attachment: { kind: 'memo', origin: 'memo' } })
    // Named by its path alone, it is the memo all the same.
    expect(await attachments.mention(memo?.path ?? '', null)).toMatchObject({ attachment: { kind: 'memo', memoId: memo?.memoId } })
  })
})

describe('prompts', () => {
  it('are the files of the folder, with what is asked for; broken ones say what is wrong', async () => {
    const { attachments } = rig()
    expect(await attachments.prompts()).toEqual({ prompts: [], folder: 'Prompts' })
    write(place.vault, 'Prompts/Translate.md', 'Translate to {{language}}: {{ text }} in {{language}}\n')
    write(place.vault, 'Prompts/b.md', '---\ntitle: Answer a letter\n---\nAnswer {{letter}}')
    write(place.vault, 'Prompts/Empty.md', '---\na: 1\n---\n')
    write(place.vault, 'Prompts/Open.md', '---\ntitle: x\nwords')
    write(place.vault, 'Prompts/Odd.md', 'Say {{1 + 1}}')
    expect((await attachments.prompts()).prompts).toEqual([
      { name: 'Answer a letter', path: 'Prompts/b.md', text: 'Answer {{letter}}', variables: ['letter'], problem: null },
      { name: 'Empty', path: 'Prompts/Empty.md', text: '', variables: [], problem: 'It is empty.' },
      { name: 'Odd', path: 'Prompts/Odd.md', text: '', variables: [], problem: '“{{1 + 1}}” is not a name between {{ and }}.' },
      { name: 'Open', path: 'Prompts/Open.md', text: '', variables: [], problem: 'Its properties at the top are not closed by a line of three dashes.' },
      { name: 'Translate', path: 'Prompts/Translate.md', text: 'Translate to {{language}}: {{ text }} in {{language}}', variables: ['language', 'text'], problem: null },
    ])
  })
})

describe('a pasted text', () => {
  it('is refused when it is empty or too long, with figures', async () => {
    const { attachments } = rig()
    await expect(attachments.addText('a', ' \n')).rejects.toMatchObject({ code: 'EMPTY_FILE' })
    await expect(attachments.addText('a', 'ä'.repeat(2_100_000))).rejects.toMatchObject({ code: 'TOO_LARGE', message: expect.stringContaining('4.2 MB') })
    expect(await attachments.addText('', 'milk')).toMatchObject({ title: 'Pasted text', state: 'ready', attachment: { kind: 'text', origin: 'file', sizeBytes: 4 } })
  })
})
