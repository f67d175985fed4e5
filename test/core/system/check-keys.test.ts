import { describe, expect, it } from 'vitest'
import { AppError } from '../../../src/contract/errors.ts'
import { checkKeys } from '../../../src/main/core/system/index.ts'

const { signal } = new AbortController()

describe('what doctor says of keys', () => {
  it('is where they are kept', async () => {
    expect(await checkKeys(async () => ({ kind: 'secret-service', words: 'Keys are kept in the keyring of this session.' }))(signal)).toEqual([{ id: 'keychain', title: 'Keys', state: 'ok', detail: 'Keys are kept in the keyring of this session.' }])
  })

  it('is why none can be, and the step to take, which breaks nothing else', async () => {
    const expected = [{ id: 'keychain', title: 'Keys', state: 'wait', detail: 'Locked.', next: 'Unlock it.' }]
    expect(await checkKeys(async () => ({ kind: 'none', words: 'Locked.', next: 'Unlock it.' }))(signal)).toEqual(expected)
    expect(await checkKeys(() => Promise.reject(new AppError('KEYCHAIN_FAILED', 'Locked.', { next: 'Unlock it.' })))(signal)).toEqual(expected)
  })
})
