import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createRemoveModelFile } from '../../../src/main/adapters/models-fs/index.ts'

let root = ''
let ours = ''
let theirs = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'freehold-remove-'))
  ours = join(root, 'ours')
  theirs = join(root, 'theirs')
  await mkdir(join(ours, 'deep'), { recursive: true })
  await mkdir(theirs)
})
afterEach(async () => rm(root, { recursive: true, force: true }))

it('removes a file of our folder, and none is missed that is gone already', async () => {
  const path = join(ours, 'deep', 'a.gguf')
  await writeFile(path, 'a')
  await createRemoveModelFile(ours)(path)
  await createRemoveModelFile(ours)(path)
  expect(await readdir(join(ours, 'deep'))).toEqual([])
})

it('takes a link away, and never what it leads to', async () => {
  await writeFile(join(theirs, 'b.gguf'), 'b')
  await symlink(join(theirs, 'b.gguf'), join(ours, 'b.gguf'))
  await symlink(theirs, join(ours, 'linked'))
  await createRemoveModelFile(ours)(join(ours, 'b.gguf'))
  await expect(createRemoveModelFile(ours)(join(ours, 'linked', 'b.gguf'))).rejects.toMatchObject({ code: 'OUTSIDE_FOLDER' })
  await expect(createRemoveModelFile(ours)(join(ours, '..', 'theirs', 'b.gguf'))).rejects.toMatchObject({ code: 'OUTSIDE_FOLDER' })
  expect([await readdir(theirs), await readdir(ours)]).toEqual([['b.gguf'], ['deep', 'linked']])
})
