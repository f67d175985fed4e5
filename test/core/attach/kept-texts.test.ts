import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Attachments } from '../../../src/main/core/attach/index.ts'
import { useHosts } from '../memos/rig.ts'
import { createRig, write } from './rig.ts'

const NEVER = new AbortController().signal
const { place, start } = useHosts()
let open: Attachments[] = []
afterEach(async () => {
  await Promise.all(open.map((each) => each.close()))
  open = []
})
const rig = () => {
  const made = createRig(place, start())
  open.push(made.attachments)
  return made
}

describe('what a chat’s file says of what went along', () => {
  const MEMO = '---\nid: "0123456789abcdef"\ntitle: Call\nrecorded: 2026-11-22T14:32:00Z\n---\n\nThe words\n'
  const taken = async (attachments: Attachments) => {
    const [sent] = await attachments.take([(await attachments.addText('Note', 'milk\n')).attachmentId])
    if (sent === undefined) throw new Error('none')
    return sent
  }

  it('makes no file out of a memo or a note that it names instead, and no chat readable', async () => {
    const { attachments } = rig()
    const sent = await taken(attachments)
    write(place.vault, 'Memos/2026/Call.md', MEMO)
    write(place.vault, 'Diary/Day.md', 'Dear diary\n')
    write(place.vault, 'Chats/Talk.md', '---\nid: "00112233445566ee"\nkind: chat\n---\n\nWords\n')
    expect(await attachments.piece({ ...sent, path: 'Memos/2026/Call.md' })).toMatchObject({ origin: 'memo', text: expect.stringContaining('The words') })
    expect(await attachments.piece({ ...sent, origin: 'chat', path: 'Diary/Day.md' })).toMatchObject({ origin: 'note', folder: 'Diary' })
    await expect(attachments.piece({ ...sent, path: 'Chats/Talk.md' })).rejects.toMatchObject({ code: 'UNSUPPORTED' })
    await expect(attachments.piece({ ...sent, path: '../outside.md' })).rejects.toBeDefined()
  })

  it('makes nothing looser than its kept text says', async () => {
    const { attachments, settled } = rig()
    const [mail] = await attachments.add([write(place.recordings, 'Post/a.eml', 'From: a@example.org\nSubject: Secret\n\nHello\n')], NEVER)
    if (!mail) throw new Error('none')
    await settled(mail)
    const [sent] = await attachments.take([mail.attachmentId])
    if (!sent) throw new Error('none')
    const folder = join(place.recordings, 'Post')
    expect(await attachments.piece({ ...sent, origin: 'web', labels: { ...sent.labels, sources: [] } })).toMatchObject({ origin: 'mail', folder })
    // Handed over again, the folder that it came from still counts.
    expect(await attachments.mention(sent.path ?? '', null)).toMatchObject({ attachment: { labels: { sources: [{ origin: 'mail', folder }] } } })
  })
})
