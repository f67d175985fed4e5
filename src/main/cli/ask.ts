import type { Piece } from '../../contract/answers.ts'
import type { Ask, Mode } from '../../contract/privacy.ts'
import type { HostClient, Terminal } from './client.ts'
import { whereToText } from './route.ts'

export interface AskOptions {
  readonly pieces: readonly Piece[]
  readonly mode: Mode
  readonly model: string | undefined
}

/** Puts a yes-or-no question to the person; null where nobody sits at a terminal, which is a no. */
export type Confirm = ((question: string) => Promise<boolean>) | null

/** Asks one question and prints the answer as it comes; 1 when it was kept here. */
export const askCommand = async (client: HostClient, { pieces, mode, model }: AskOptions, terminal: Terminal, confirm: Confirm, signal: AbortSignal): Promise<number> => {
  let answered = false
  for await (const event of await client.answers.ask({ pieces: [...pieces], mode, ...(model === undefined ? {} : { model }) }, { signal })) {
    switch (event.type) {
      case 'route':
        terminal.err(`${whereToText(event.decision)}. ${event.decision.reasons.map(({ words }) => `${words}.`).join(' ')}\n`)
        break
      case 'asking':
        await answerAtTerminal(client, event.askId, terminal, confirm, signal)
        break
      case 'delta':
        answered = true
        terminal.out(event.text)
        break
      case 'usage':
        terminal.err(`\n${(event.bytesOut / 1000).toFixed(1)} kB sent · ${event.tokensIn + event.tokensOut} tokens${event.priceUsd === null ? '' : ` · $${event.priceUsd.toFixed(4)}`}`)
        break
      case 'done':
        terminal.err('\n')
        break
    }
  }
  if (answered) terminal.out('\n')
  return answered ? 0 : 1
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

/** The ask sheet for a terminal: where to, why, what was hidden, and the exact text. */
export const sheetToText = ({ title, destination, host, model, why, sizeBytes, hiddenCount, foundCount, pieces, sentText }: Ask): string =>
  [
    '',
    title,
    `  This Mac → ${destination} (${host}${model === null ? '' : ` · ${model}`})`,
    `  ${why}`,
    `  ${(sizeBytes / 1000).toFixed(1)} kB · ${hiddenCount} of ${foundCount} details hidden`,
    ...pieces.flatMap(({ title: name, changes }) => [`  ${printable(name)}`, ...changes.filter(({ was, now }) => was !== now).map(({ was, now }) => `    ${printable(was)} → ${now}`)]),
    '  What would be sent:',
    `  ${printable(sentText)}`,
    '  Hiding details lowers the risk. It is no guarantee that nobody can be recognised.',
    '',
  ].join('\n')

// A text could otherwise draw over the sheet that asks about it.
const printable = (text: string): string => text.replaceAll(/(?![\n\t])[\p{Cc}\p{Bidi_Control}]/gu, '\uFFFD')
