import type { AnswerEvent } from '../../contract/answers.ts'
import type { Ask } from '../../contract/privacy.ts'

/** "This Mac · gemma-3-4b · 31 tok/s", or "Anthropic · claude-sonnet-4-5 · 1.2 kB sent · 640 tokens · $0.0040". */
export const badgeToText = (route: Extract<AnswerEvent, { type: 'route' }> | null, usage: Extract<AnswerEvent, { type: 'usage' }> | null): string => {
  const isHere = route?.destination == null
  return [
    route?.destination ?? 'This Mac',
    ...(route?.model == null ? [] : [route.model]),
    ...(route?.parts == null ? [] : [`read in ${route.parts} parts`]),
    ...(usage?.tokensPerSecond == null ? [] : [`${Math.round(usage.tokensPerSecond)} tok/s`]),
    ...(isHere || usage === null ? [] : [`${(usage.bytesOut / 1000).toFixed(1)} kB sent`, `${usage.tokensIn + usage.tokensOut} tokens`]),
    ...(usage?.priceUsd == null ? [] : [`$${usage.priceUsd.toFixed(4)}`]),
  ].join(' · ')
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

/** What a model says, without what would steer the terminal. */
export const withoutControls = (text: string): string => text.replaceAll(/(?![\n\t])\p{Cc}/gu, '\uFFFD')
