import type { AnswerEvent, Piece } from '../../contract/answers.ts'
import type { Offer } from '../../contract/chat.ts'
import type { Problem } from '../../contract/errors.ts'
import type { Mode } from '../../contract/privacy.ts'
import { badgeToText, sheetToText, withoutControls } from './ask-words.ts'
import type { HostClient, Terminal } from './client.ts'
import { problemOf, problemText } from './problem.ts'
import { whereToText } from './route.ts'

export interface AskOptions {
  readonly pieces: readonly Piece[]
  readonly mode: Mode
  readonly model: string | undefined
  readonly json: boolean
}

/** Puts a yes-or-no question to the person; null where nobody sits at a terminal, which is a no. */
export type Confirm = ((question: string) => Promise<boolean>) | null

/** Kept here, offered and not taken, or refused by the model itself. */
export const REFUSED = 3

interface Turn {
  readonly mode: Mode
  readonly model: string | undefined
  readonly inParts: boolean
}

interface Told {
  readonly text: string
  readonly last: AnswerEvent | null
  readonly route: Extract<AnswerEvent, { type: 'route' }> | null
  readonly usage: Extract<AnswerEvent, { type: 'usage' }> | null
}

const NOTHING_TOLD: Told = { text: '', last: null, route: null, usage: null }

const toResult = ({ text, route, usage }: Told, more: object): object => ({ type: 'result', text, where: route === null ? null : route.zone, destination: route?.destination ?? null, model: route?.model ?? null, parts: route?.parts ?? null, tokensIn: usage?.tokensIn ?? null, tokensOut: usage?.tokensOut ?? null, tokensPerSecond: usage?.tokensPerSecond ?? null, priceUsd: usage?.priceUsd ?? null, bytesOut: usage?.bytesOut ?? 0, ledgerSeqs: usage?.ledgerSeqs ?? [], ...more })

/** The one line of `--json` where nothing was asked, because of what was given. */
export const toUnaskedLine = (problem: Problem): string => `${JSON.stringify(toResult(NOTHING_TOLD, { problem }))}\n`

/** Asks one question and prints the answer as it comes; what is offered is asked at the terminal. Ends with 0, 3 when it was kept or refused. */
export const askCommand = async (client: HostClient, options: AskOptions, terminal: Terminal, confirm: Confirm, signal: AbortSignal): Promise<number> => {
  const tell = (line: object): void => void (options.json && terminal.out(`${JSON.stringify(line)}\n`))
  let turn: Turn | null = { mode: options.mode, model: options.model, inParts: false }
  let told: Told = NOTHING_TOLD
  const result = (more: object): void => tell(toResult(told, more))
  try {
    while (turn !== null) {
      const events = await client.answers.ask({ pieces: [...options.pieces], mode: turn.mode, inParts: turn.inParts, ...(turn.model === undefined ? {} : { model: turn.model }) }, { signal })
      told = NOTHING_TOLD
      for await (const event of events) {
        tell(event)
        told = { text: event.type === 'delta' ? told.text + event.text : told.text, last: event, route: event.type === 'route' ? event : told.route, usage: event.type === 'usage' ? event : told.usage }
        if (event.type === 'asking') await answerAtTerminal(client, event.askId, terminal, confirm, signal)
        else if (!options.json) show(event, turn.mode, terminal)
      }
      turn = told.last?.type === 'offer' ? await choose(told.last.offer, terminal, confirm) : null
    }
  } catch (error) {
    const problem = problemOf(error)
    if (signal.aborted || (error instanceof DOMException && error.name === 'AbortError')) throw error
    const isRefused = problem.code === 'KEPT_HERE' || problem.code === 'LOCAL_ONLY'
    result({ problem })
    if (!options.json && told.text !== '') terminal.out('\n')
    if (!isRefused) throw error
    terminal.err(`${problemText(problem)}\n`)
    return REFUSED
  }
  const { last } = told
  const isAnswered = last?.type === 'done' && last.stopReason !== 'refusal'
  result({ stopReason: last?.type === 'done' ? last.stopReason : null, ...(last?.type === 'offer' ? { offer: last.offer } : {}), ...(last?.type === 'kept' ? { kept: last.words } : {}) })
  if (!options.json && last?.type === 'done') {
    terminal.out('\n')
    terminal.err(`${badgeToText(told.route, told.usage)}\n`)
  }
  return isAnswered ? 0 : REFUSED
}

const show = (event: AnswerEvent, mode: Mode, terminal: Terminal): void => {
  switch (event.type) {
    case 'route':
      // On this Mac the badge below the answer is enough; what is to leave is said before it does.
      if (event.destination !== null || typeof mode === 'object') terminal.err(`${whereToText(event.decision)}. ${event.decision.reasons.map(({ words }) => `${words}.`).join(' ')}\n`)
      break
    case 'delta':
      terminal.out(withoutControls(event.text))
      break
    case 'thinking':
      if (terminal.isTerminal) terminal.err(withoutControls(event.text))
      break
    case 'kept':
      terminal.err(`${event.words}\n`)
      break
    default:
      break
  }
}

// One place after the other, what stays here first; nobody there is a no.
const choose = async ({ words, local, parts, destinations }: Offer, terminal: Terminal, confirm: Confirm): Promise<Turn | null> => {
  terminal.err(`${words}\n`)
  if (confirm === null) return null
  if (local && (await confirm('Answer it on this Mac? [y/N] '))) return { mode: 'local-only', model: undefined, inParts: false }
  if (parts !== null && (await confirm(`Read it in ${parts} parts on this Mac? [y/N] `))) return { mode: 'local-only', model: undefined, inParts: true }
  for (const { name, zone, model } of destinations) {
    const place = { mac: 'on this Mac', network: 'in my network', cloud: 'in the cloud' }[zone]
    if (await confirm(`Ask ${name}, ${place}${model === null ? '' : ` (${model})`}? [y/N] `)) return { mode: { destination: name }, model: undefined, inParts: false }
  }
  return null
}

// Return, and nobody there, keep it here.
const answerAtTerminal = async (client: HostClient, askId: string, terminal: Terminal, confirm: Confirm, signal: AbortSignal): Promise<void> => {
  const { asks } = await client.privacy.state({}, { signal })
  const ask = asks.find((each) => each.askId === askId)
  // Answered meanwhile, in the page.
  if (!ask) return
  terminal.err(sheetToText(ask))
  const yes = confirm !== null && (await confirm('Send it? [y/N] '))
  if (confirm === null) terminal.err('Nobody is at the terminal to say yes, so it stays here.\n')
  await client.privacy.answer({ askId: ask.askId, answer: yes ? 'once' : 'keep' }, { signal })
}
