import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { PendingAttachment } from '../../src/contract/attachments.ts'
import { TOKEN_HEADER } from '../../src/contract/wire.ts'
import { ARTICLE_HTML, MAIL, pdfOf } from '../adapters/document-reader/documents.ts'
import { missing, shared } from '../shared.ts'
import { aDay, UNPLAIN, type Day } from './bad-days-rig.ts'
import { say } from './chat-rig.ts'
import { filesBelow } from './vault-facts.ts'

const LONGEST_MS = 240_000
const SOON = { timeout: 90_000, interval: 100 }
// A thread with its parsers takes about 40 MB.
const READER_LEAVES_MB = 30

const put = async (day: Day, path: string, body: Uint8Array): Promise<{ readonly status: number; readonly json: unknown }> => {
  const { origin, hash } = new URL(/http:\/\/127\.0\.0\.1:\d+\/#token=\S+/.exec(day.host().said())?.[0] ?? '')
  const answer = await fetch(`${origin}${path}`, { method: 'PUT', headers: { origin, [TOKEN_HEADER]: hash.replace('#token=', '') }, body: Buffer.from(body) })
  return { status: answer.status, json: await answer.json() }
}
const attach = async (day: Day, name: string, body: Uint8Array): Promise<PendingAttachment> => {
  const { status, json } = await put(day, `/attach?${new URLSearchParams({ name })}`, body)
  expect(status).toBe(200)
  return json as PendingAttachment
}
/** As it stands once it is no longer read. */
const read = async (day: Day, attachmentIds: readonly string[]): Promise<ReadonlyMap<string, PendingAttachment>> => {
  const last = new Map<string, PendingAttachment>()
  for await (const pending of await day.api().attachments.follow({ attachmentIds: [...attachmentIds] })) last.set(pending.attachmentId, pending)
  return last
}
const rssMb = (pid: number): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024

const FILES: readonly (readonly [name: string, bytes: Buffer, kind: string, words: string])[] = [
  ['quote.pdf', pdfOf(['The quote is 1,200 euros.', 'Second page.']), 'pdf', 'The quote is 1,200 euros.'],
  ['page.html', Buffer.from(ARTICLE_HTML), 'html', 'The harbour was quiet that morning'],
  ['letter.eml', Buffer.from(MAIL), 'mail', 'Here is the quote we spoke of.'],
  ['table.csv', Buffer.from('name,age\nTove,41\nBen,12\n'), 'csv', 'Tove'],
  ['note.md', Buffer.from('# Plan\n\nPaint the boat.\n'), 'markdown', 'Paint the boat.'],
]

describe.skipIf(missing('models/stories260K-f32.gguf', 'models/nanowhisper-en-q5_0.bin', 'audio/01-short-us-male.m4a'))('what goes with a turn, on the built host', { timeout: LONGEST_MS }, () => {
  it('reads documents that come through the door and from the disk, sends them along, and reaches for nothing', async () => {
    const day = await aDay()
    const started = rssMb(day.host().pid)
    // The detector stays once a text was looked through; the reader does not.
    await day.api().attachments.addText({ title: 'Pasted', text: 'Some words.' })
    const before = rssMb(day.host().pid)
    const dropped = await Promise.all(FILES.map(([name, bytes]) => attach(day, name, bytes)))
    const seen = await read(day, dropped.map(({ attachmentId }) => attachmentId))
    for (const [index, [name, , kind, words]] of FILES.entries()) {
      const id = dropped[index]?.attachmentId ?? ''
      expect(seen.get(id), name).toMatchObject({ state: 'ready', attachment: { kind, tokens: expect.any(Number) as number } })
      expect((await day.api().attachments.text({ attachmentId: id })).text).toContain(words)
    }
    for (const [name, bytes] of FILES) writeFileSync(join(day.home.folder, name), bytes)
    const { attachments } = await day.api().attachments.add({ paths: FILES.map(([name]) => join(day.home.folder, name)) })
    const added = await read(day, attachments.map(({ attachmentId }) => attachmentId))
    expect([...added.values()].map(({ state }) => state)).toEqual(FILES.map(() => 'ready'))
    // What a page asks for beside its text is asked for by nobody.
    expect((await day.api().ledger.list({})).rows.filter(({ outcome }) => outcome === 'blocked')).toEqual([])

    const csv = dropped[3]?.attachmentId ?? ''
    const { chatId, message } = await say(day.api(), { text: 'Who?', attachmentIds: [csv] })
    expect(message.state).toMatch(/finished|length/)
    const path = (await day.messages(chatId))[0]?.attachments[0]?.path ?? ''
    expect(path).toMatch(/^Chats\/Attachments\//)
    expect(readFileSync(join(day.home.vault, path), 'utf8')).toContain('Tove')

    let least = Infinity
    await expect
      .poll(() => (least = Math.min(least, rssMb(day.host().pid))), { timeout: 40_000, interval: 1_000 })
      .toBeLessThan(before + READER_LEAVES_MB)
      .finally(() => process.stdout.write(`Host: ${started.toFixed(0)} MB at its start, ${before.toFixed(0)} MB with the detector, ${least.toFixed(0)} MB after ten attachments and a turn\n`))
  })

  it('says what is wrong with files that are locked, broken or no text', async () => {
    const day = await aDay()
    const files: readonly (readonly [name: string, bytes: Buffer, words: RegExp])[] = [
      ['locked.pdf', pdfOf(['Secret.'], { locked: true }), /lock|password|encrypt/i],
      ['broken.pdf', Buffer.from('%PDF-1.4\nnothing of it'), /broken|damaged|read/i],
      ['scan.pdf', pdfOf([null, null]), /text/i],
      ['photo.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3, 0, 0, 0, 0]), /text|read/i],
      ['empty.txt', Buffer.alloc(0), /empty|nothing/i],
      ['half.m4a', readFileSync(shared('audio/01-short-us-male.m4a')).subarray(0, 3_000), /audio|sound|recording|read/i],
    ]
    const pending = await Promise.all(files.map(([name, bytes]) => attach(day, name, bytes).catch((error: unknown) => error)))
    for (const [index, [name, , words]] of files.entries()) {
      const one = pending[index] as PendingAttachment
      const last = one.state === 'reading' ? (await read(day, [one.attachmentId])).get(one.attachmentId) : one
      const said = `${last?.problem?.message} ${last?.problem?.next ?? ''}`
      expect(last?.state, name).toBe('failed')
      expect(said, name).toMatch(words)
      expect(said, name).not.toMatch(UNPLAIN)
      await expect(day.api().chat.send({ text: 'So?', attachmentIds: [one.attachmentId] })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    }
    expect((await day.api().chat.list({})).total).toBe(0)
  })

  it('writes a recording down as a memo, and its transcript goes along', async () => {
    const day = await aDay()
    const { attachmentId } = await attach(day, 'memo.m4a', readFileSync(shared('audio/01-short-us-male.m4a')))
    const last = (await read(day, [attachmentId])).get(attachmentId)
    expect(last, JSON.stringify(last?.problem)).toMatchObject({ state: 'ready', attachment: { kind: 'memo', origin: 'memo', memoId: expect.any(String) as string } })
    expect((await day.api().attachments.text({ attachmentId })).text.length).toBeGreaterThan(10)
    const { chatId } = await say(day.api(), { text: 'What is it about?', attachmentIds: [attachmentId] })
    expect((await day.api().chat.open({ chatId })).head.privateBecause).toMatch(/memo/)
    expect((await day.api().memos.list({})).counts.filed).toBe(1)
  })

  it('types what was said, files nothing and leaves nothing behind', async () => {
    const day = await aDay()
    // What a model took of the memory is no word of what it heard.
    const left = (): readonly string[] => filesBelow(day.home.folder).filter((path) => !/\.(db|db-wal|db-shm|log|jsonl)$|model-measures\.json$/.test(path))
    const before = left()
    const { status, json } = await put(day, '/dictate', readFileSync(shared('audio/01-short-us-male.m4a')))
    expect(status).toBe(200)
    expect((json as { readonly text: string }).text.length).toBeGreaterThan(10)
    expect((await day.api().memos.list({})).rows).toEqual([])
    await expect.poll(left, SOON).toEqual(before)
    const broken = await put(day, '/dictate', Buffer.from('no sound'))
    expect(broken.status).toBeGreaterThanOrEqual(400)
    expect(JSON.stringify(broken.json)).not.toMatch(UNPLAIN)
    await expect.poll(left, SOON).toEqual(before)
  })

  it('reads on after a kill in the middle of it', async () => {
    const day = await aDay()
    const large = pdfOf(Array.from({ length: 400 }, (_, index) => `Page ${index}: the lighthouse stands on a rock, and the sea goes round it.`))
    const { attachmentId, state } = await attach(day, 'large.pdf', large)
    expect(state).toBe('reading')
    const text = await day.api().attachments.addText({ title: 'Pasted', text: 'Some pasted words.' })
    day.kill()
    await day.again()
    const seen = await read(day, [attachmentId, text.attachmentId])
    expect(seen.get(attachmentId), JSON.stringify(seen.get(attachmentId)?.problem)).toMatchObject({ state: 'ready', attachment: { kind: 'pdf' } })
    expect(seen.get(text.attachmentId)).toMatchObject({ state: 'ready' })
    expect((await day.api().attachments.text({ attachmentId })).text).toContain('Page 399')
  })
})
