// A double of the worker's rules, in a real worker: each word of command plants a fault where a rule would run.
import { serveDetector } from '../../../src/main/adapters/detect-worker/serve-detector.ts'

serveDetector((people) => (text) => {
  // As a regular expression that looks back does: it never gives the thread up.
  if (text.includes('hang')) for (;;);
  if (text.includes('throw')) throw new Error('A rule is broken.')
  if (text.includes('exit')) process.exit(1)
  if (text.includes('lie')) return { details: [{ kind: 'card', start: 0, end: text.length + 5 }], people: [] }
  if (text.includes('crash')) setImmediate(() => { throw new Error('crashed') })
  if (text.includes('memory')) for (const held: unknown[] = []; ; ) held.push(Array.from({ length: 1_000_000 }, () => text))
  return { details: [], people: people.map(({ name }) => name) }
})
