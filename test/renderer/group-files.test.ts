import { expect, it } from 'vitest'
import { groupFiles, SMALL_BYTES } from '../../src/renderer/features/intake/group-files.ts'

const fileOf = (size: number): File => ({ size }) as File

const grouped = async (sizes: readonly number[], error?: Error) => {
  const walk = async function* () {
    for (const size of sizes) yield fileOf(size)
    if (error) throw error
  }
  const groups: number[][] = []
  const end = await (async () => {
    for await (const group of groupFiles(walk())) groups.push(group.map(({ size }) => size))
  })().catch((thrown: unknown) => thrown)
  return { groups, end }
}

it('puts small files together, not too many and not too much, and leaves a large one by itself', async () => {
  const { groups } = await grouped([...Array.from({ length: 150 }, () => 40_000), SMALL_BYTES + 1, 1, 2])
  expect(groups.map(({ length }) => length)).toEqual([64, 64, 1, 24])
  expect(groups[2]).toEqual([SMALL_BYTES + 1])
  const { groups: heavy } = await grouped(Array.from({ length: 12 }, () => SMALL_BYTES))
  expect(heavy.map(({ length }) => length)).toEqual([4, 4, 4])
  expect((await grouped([])).groups).toEqual([])
})

it('hands on what was found before a folder could not be read', async () => {
  const error = new Error('no such folder')
  expect(await grouped([1, 2], error)).toEqual({ groups: [[1, 2]], end: error })
})
