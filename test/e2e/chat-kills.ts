import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ChatId, MessageId } from '../../src/contract/chat.ts'
import { splitNote } from '../../src/main/adapters/vault-fs/frontmatter.ts'
import { anthropicSays, drip } from '../provider/index.ts'
import { aDay, type Day } from './bad-days-rig.ts'
import { answerAtGate, followChat } from './chat-rig.ts'
import { seeded } from './seeded.ts'

export interface ChatKillReport {
  readonly kills: number
  readonly turns: number
  /** How the answers stood that a kill met. */
  readonly met: ReadonlyMap<string, number>
  readonly seconds: number
}

interface Begun {
  readonly chatId: ChatId
  readonly messageId: MessageId
}

interface Acknowledged extends Begun {
  readonly text: string
  /** As it stood after the kill that met it. */
  answer: string | null
}

const LONGEST_BEFORE_MS = 700
// The answer takes about as long by itself.
const LONGEST_AFTER_MS = 1_500
const MOST_PATIENCE_MS = 20_000

/** Kills the host at seeded moments of turns, and checks after each that no turn is lost or doubled, and that every file can be read. */
export const killChats = async ({ seed, kills, signal }: { readonly seed: number; readonly kills: number; readonly signal: AbortSignal }): Promise<ChatKillReport> => {
  const random = seeded(seed)
  const day = await aDay()
  const met = new Map<string, number>()
  const acknowledged: Acknowledged[] = []
  const began = performance.now()
  let chatId: ChatId | undefined
  let turns = 0
  for (let kill = 0; kill < kills && !signal.aborted; kill += 1) {
    const said = Array.from({ length: 60 }, (_, index) => `k${kill}w${index} `)
    day.provider.script(drip(anthropicSays({ text: said }), 400, 30))
    const api = day.api()
    const stopAsking = answerAtGate(api, 'once')
    const text = `Turn ${turns} of seed ${seed}`
    turns += 1
    const fresh = random() < 0.3 || chatId === undefined
    const sending = api.chat
      .send({ ...(fresh || chatId === undefined ? {} : { chatId }), text, mode: { destination: 'Cloud' } })
      .then((begun) => {
        chatId = begun.chatId
        acknowledged.push({ ...begun, text, answer: null })
        return begun
      })
      .catch(() => null)
    // While it is taken and begun, or while it is written and put into the vault.
    const isEarly = random() < 0.4
    const moment = random()
    if (!isEarly) await untilWords(day, await sending)
    await sleep(moment * (isEarly ? LONGEST_BEFORE_MS : LONGEST_AFTER_MS))
    day.kill()
    await sending
    await stopAsking().catch(() => undefined)
    await day.again()
    const state = await checkAll(day, acknowledged)
    met.set(state, (met.get(state) ?? 0) + 1)
  }
  return { kills: [...met.values()].reduce((sum, count) => sum + count, 0), turns, met, seconds: Math.round((performance.now() - began) / 1000) }
}

const untilWords = async (day: Day, begun: Begun | null): Promise<void> => {
  if (begun === null) return
  const followed = followChat(day.api(), begun.chatId)
  const words = followed.until((event) => (event.type === 'delta' && event.messageId === begun.messageId) || event.type === 'done' || event.type === 'error')
  await Promise.race([words, sleep(MOST_PATIENCE_MS)]).catch(() => undefined)
  followed.leave()
}

/** How the newest answer stands. Throws where anything was lost, doubled or cannot be read. */
const checkAll = async (day: Day, acknowledged: readonly Acknowledged[]): Promise<string> => {
  const folder = join(day.home.vault, 'Chats')
  const names = readdirSync(folder)
  const torn = names.filter((name) => !name.endsWith('.md') && name !== 'Attachments' && !name.startsWith('.'))
  if (torn.length > 0) throw new Error(`Something was left behind: ${torn.join(', ')}`)
  const files = names.filter((name) => name.endsWith('.md'))
  const texts = files.map((name) => readFileSync(join(folder, name), 'utf8'))
  const ids = texts.map((text) => String(splitNote(text).frontmatter['id']))
  if (new Set(ids).size !== ids.length) throw new Error(`A chat is there twice: ${ids.join(', ')}`)
  // The list is made from the files, behind the start.
  for (let tries = 0; (await day.api().chat.list({ limit: 500 })).total !== files.length; tries += 1) {
    if (tries > 200) throw new Error('The list never had all of the files.')
    await sleep(50)
  }
  const { rows } = await day.api().chat.list({ limit: 500 })
  const unreadable = rows.filter((row) => row.unreadable !== null)
  if (unreadable.length > 0) throw new Error(`A chat cannot be read: ${unreadable[0]?.unreadable}`)
  const all = (await Promise.all(rows.map(({ chatId }) => day.messages(chatId)))).flat()
  const said = all.filter(({ role }) => role === 'you').map(({ text }) => text)
  const doubled = said.filter((text, index) => said.indexOf(text) !== index)
  if (doubled.length > 0) throw new Error(`A turn is there twice: ${doubled.join(', ')}`)
  for (const { text } of acknowledged) if (!said.includes(text)) throw new Error(`A turn is lost: ${text}`)
  let state = 'never in the vault'
  for (const each of acknowledged) {
    const { messageId } = each
    const answer = await day.message(each.chatId, messageId)
    if (answer === undefined) throw new Error(`An answer is lost: ${messageId}`)
    if (answer.state === 'waiting' || answer.state === 'writing') throw new Error(`An answer is still ${answer.state} though nothing makes it.`)
    const words = answer.text.trim().split(' ')
    // What is there is what was said, from its beginning and in order.
    if (answer.text !== '' && words.some((word, index) => !word.endsWith(`w${index}`) && index < words.length - 1)) throw new Error(`An answer is not as it was said: ${answer.text}`)
    if (each.answer !== null && each.answer !== answer.text) throw new Error(`An answer changed after its kill: ${each.answer} / ${answer.text}`)
    each.answer = answer.text
    state = `${answer.state}${answer.text === '' ? ', empty' : ''}`
  }
  return state
}
