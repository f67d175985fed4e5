import { link as linkFile } from 'node:fs/promises'
import { AppError } from '../../../src/contract/errors.ts'
import { createVaultFs } from '../../../src/main/adapters/vault-fs/index.ts'

// Finishes what the round before left when it was killed, says so, then files and renames the notes of its own round.
// With `before 5` or `after 5` it ends itself by SIGKILL right before or after the fifth time a file gets its name.
const [path = '', round = '1', moment = 'never', nth = '0'] = process.argv.slice(2)
let linksLeft = Number.POSITIVE_INFINITY
const link = async (from: string, to: string): Promise<void> => {
  linksLeft--
  if (moment === 'before' && linksLeft === 0) process.kill(process.pid, 'SIGKILL')
  await linkFile(from, to)
  if (moment === 'after' && linksLeft === 0) process.kill(process.pid, 'SIGKILL')
}
const vault = createVaultFs({ path, wasUsed: () => false, log: { debug: () => {} }, link })

const runRound = async (number: number): Promise<void> => {
  for (let n = 0; n < 8; n++) {
    const draft = { id: `note-${number}-${n}`, folder: 'Memos', name: `Memo ${number} ${n}`, frontmatter: {}, body: 'word '.repeat(250_000) }
    const filed = await vault.fileNote(draft)
    await vault.updateNote(filed, { ...draft, name: `Title ${number} ${n}`, formerName: draft.name, body: `better ${draft.body}` })
  }
}

try {
  await runRound(Number(round) - 1)
  process.stdout.write('ready\n')
  linksLeft = Number(nth)
  await runRound(Number(round))
} catch (error) {
  if (!(error instanceof AppError)) throw error
  process.stdout.write(`${error.code}\n`)
}
