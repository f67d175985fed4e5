import { describe, expect, it } from 'vitest'
import { AppError, ERROR_CODES } from '../../../src/contract/errors.ts'
import { OpenAiErrorSchema } from '../../../src/contract/openai.ts'
import { openAiError } from '../../../src/main/web/api/openai-error.ts'

describe('a failure in the form of OpenAI’s API', () => {
  it.each([
    [new AppError('NOT_FOUND', 'No.'), 404, 'not_found'],
    [new AppError('TOO_LARGE', 'It takes 900 tokens, 388 more than it holds.'), 400, 'context_length_exceeded'],
    [new AppError('RATE_LIMITED', 'Later.'), 429, 'rate_limit_exceeded'],
    [new AppError('KEPT_HERE', 'No.'), 403, 'kept_here'],
    [new AppError('LOCAL_ONLY', 'No.'), 403, 'local_only'],
    [new AppError('NOT_PERMITTED', 'No.'), 403, 'not_permitted'],
    [new AppError('NO_MEMORY', 'No.'), 503, 'no_memory'],
    [new AppError('OVERLOADED', 'No.'), 503, 'overloaded'],
    [new AppError('ENGINE_CRASHED', 'No.'), 500, 'engine_crashed'],
    [new AppError('UNSUPPORTED', 'No.'), 400, 'unsupported'],
    [{ status: 401, message: 'A token is needed.' }, 401, 'invalid_api_key'],
    [{ status: 403, message: 'No.' }, 403, null],
    [{ status: 404, message: 'Nothing here.' }, 404, 'unknown_url'],
    [{ status: 413, message: 'Too large.' }, 413, 'body_too_large'],
    [new AppError('TOO_LARGE', 'Too large.', { cause: { status: 413 } }), 413, 'body_too_large'],
    [{ status: 429, message: 'Later.', retryAfterSeconds: 2.2 }, 429, 'rate_limit_exceeded'],
    [new DOMException('x', 'AbortError'), 503, 'aborted'],
    ['nonsense', 500, null],
    [undefined, 500, null],
  ])('answers %s by %i', (error, status, code) => {
    const refusal = openAiError(error)
    expect(refusal.status).toBe(status)
    expect(OpenAiErrorSchema.parse(refusal.body).error.code).toBe(code)
  })

  it('says when to come again, and how to say who one is', () => {
    expect(openAiError({ status: 429, message: 'Later.', retryAfterSeconds: 2.2 }).headers).toEqual({ 'retry-after': '3' })
    expect(openAiError(new AppError('RATE_LIMITED', 'Later.')).headers).toEqual({ 'retry-after': '1' })
    expect(openAiError({ status: 401, message: 'Who?' }).headers).toEqual({ 'www-authenticate': 'Bearer' })
  })

  it('gives every expected failure its sentence and its next step, and never more of ours than that', () => {
    for (const code of ERROR_CODES) {
      const { body, status } = openAiError(new AppError(code, 'What happened.', { next: 'What to do.' }))
      expect(body.error.message).toBe('What happened. What to do.')
      expect(status).toBeGreaterThanOrEqual(400)
    }
    expect(openAiError(new Error('/home/ann/secret')).body.error.message).toBe('Something went wrong.')
  })
})
