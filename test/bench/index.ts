import { writeFile } from 'node:fs/promises'
import { calibrate } from './measure.ts'
import type { Bench, Figure } from './measure.ts'

const BENCHES: readonly (() => Promise<Bench>)[] = [
  async () => (await import('./transcribe.ts')).transcribeBench,
  async () => (await import('./accuracy.ts')).accuracyBench,
  async () => (await import('./decide.ts')).decideBench,
  async () => (await import('./host.ts')).hostBench,
  async () => (await import('./many.ts')).manyBench,
  async () => (await import('./page.ts')).pageBench,
  async () => (await import('./chat-page.ts')).chatPageBench,
  async () => (await import('./ledger.ts')).ledgerBench,
  async () => (await import('./detectors.ts')).detectorsBench,
  async () => (await import('./gate.ts')).gateBench,
  async () => (await import('./chat.ts')).chatBench,
  async () => (await import('./parallel.ts')).parallelBench,
  async () => (await import('./download.ts')).downloadBench,
  async () => (await import('./api-door.ts')).apiDoorBench,
  async () => (await import('./api.ts')).apiBench,
]

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

const held = ({ value, bound, atLeast }: Figure): boolean => bound === undefined || (atLeast ? value >= bound : value <= bound)

const line = (figure: Figure, timesSlower: number): string => {
  const { name, value, unit, bound, atLeast, absolute, note } = figure
  const shown = unit === 'ratio' ? `${value.toFixed(2)} ×` : unit === '%' ? `${value.toFixed(1)}%` : `${value.toFixed(value < 10 && !Number.isInteger(value) ? 2 : 0)} ${unit}`
  const limit = bound === undefined ? '' : `  (${atLeast ? '≥' : '≤'} ${bound}${unit === 'ratio' ? ' ×' : ` ${unit}`}${absolute ? ` on an idle M-series Mac; here ${(value / timesSlower).toFixed(0)} ${unit} by the loop` : ''})`
  const mark = bound === undefined ? ' ' : held(absolute ? { ...figure, value: value / timesSlower } : figure) ? '✓' : '✗'
  return `  ${mark} ${name.padEnd(56)} ${shown}${limit}${note ? `  ${note}` : ''}`
}

const wanted = process.argv.slice(2).filter((argument, at, all) => !argument.startsWith('-') && all[at - 1] !== '--model')
const calibration = calibrate()
say(`${calibration.machine}; the calibration loop takes ${calibration.loopMs.toFixed(0)} ms, ${calibration.timesSlower.toFixed(2)} × an M-series Mac's`)

const results: Record<string, readonly Figure[]> = {}
for (const load of BENCHES) {
  const bench = await load()
  if (wanted.length > 0 && !wanted.includes(bench.name)) continue
  say(`\n${bench.name}`)
  const figures = await bench.run((text) => say(`    ${text}`))
  results[bench.name] = figures
  for (const figure of figures) say(line(figure, calibration.timesSlower))
}
if (wanted.length === 0) await writeFile(new URL('latest.json', import.meta.url), `${JSON.stringify({ calibration, results }, null, 2)}\n`)
