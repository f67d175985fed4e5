import { expect, it } from 'vitest'
import { createMemory } from '../../../src/main/adapters/detect-worker/memory.ts'
import type { Person } from '../../../src/main/core/ports/index.ts'

const NOBODY: readonly Person[] = []
const found = (count: number) => ({ details: Array.from({ length: count }, (_, at) => ({ kind: 'phone' as const, start: at, end: at + 1 })), people: [] })

it('keeps the newest, and what is asked for again, within its bounds', () => {
  const memory = createMemory()
  memory.put('first', NOBODY, found(1))
  memory.put('second', NOBODY, found(1))
  for (let at = 0; at < 3_998; at += 1) memory.put(`more ${at}`, NOBODY, found(0))
  expect(memory.get('first', NOBODY)).toEqual(found(1))
  memory.put('one too many', NOBODY, found(0))
  expect([memory.get('first', NOBODY), memory.get('second', NOBODY)]).toEqual([found(1), null])

  memory.put('a list of phones', NOBODY, found(40_000))
  expect([memory.get('first', NOBODY), memory.get('one too many', NOBODY)]).toEqual([null, null])
  memory.put('a longer one', NOBODY, found(40_001))
  expect([memory.get('a list of phones', NOBODY), memory.get('a longer one', NOBODY)]).toEqual([null, null])
})
