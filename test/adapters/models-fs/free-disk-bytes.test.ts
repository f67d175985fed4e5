import { statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { freeDiskBytes } from '../../../src/main/adapters/models-fs/index.ts'

it('is known before the folder is there, and not where nothing can be', async () => {
  const { blocks, bsize } = await statfs(tmpdir())
  const free = await freeDiskBytes(join(tmpdir(), 'not', 'yet'))
  expect(free).toBeGreaterThan(0)
  expect(free).toBeLessThanOrEqual(blocks * bsize)
  expect(await freeDiskBytes('\0')).toBeNull()
})
