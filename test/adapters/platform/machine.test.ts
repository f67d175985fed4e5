import { expect, it } from 'vitest'
import { chipName } from '../../../src/main/adapters/platform/index.ts'

it('calls a processor as people do', () => {
  expect(['Apple M3 Pro', 'Intel(R) Core(TM) i7-8700K CPU @ 3.70GHz', 'AMD EPYC  7B13', 'unknown', '', undefined].map((model) => (model === undefined ? null : chipName(model)))).toEqual(['M3 Pro', 'Intel Core i7-8700K', 'AMD EPYC 7B13', null, null, null])
})
