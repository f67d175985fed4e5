import { createVaultFs } from '../../../src/main/adapters/vault-fs/index.ts'

// Files and renames the same forty notes until it is killed; prints a line a note so that the parent can aim.
const vault = createVaultFs({ path: process.argv[2] ?? '', wasUsed: () => false, log: { debug: () => {} } })
for (let n = 0; n < 40; n++) {
  const draft = { id: `note-${n}`, folder: 'Memos', name: `Memo ${n}`, frontmatter: {}, body: 'word '.repeat(5000) }
  const filed = await vault.fileNote(draft)
  const change = { ...draft, name: `Title ${n}`, formerName: draft.name, body: 'better '.repeat(5000) }
  await vault.updateNote(filed, change)
  process.stdout.write(`${n}\n`)
}
