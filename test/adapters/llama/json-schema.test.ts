import { describe, expect, it } from 'vitest'
import { answerSchema, toolSchema } from '../../../src/main/adapters/llama/json-schema.ts'

const refused = (schema: Readonly<Record<string, unknown>>): string => {
  try {
    answerSchema(schema)
    return ''
  } catch (error) {
    return /“(.*)”/.exec((error as Error).message)?.[1] ?? ''
  }
}

describe('a schema for an answer', () => {
  it('keeps what a grammar holds', () => {
    const schema = { type: 'object', properties: { a: { type: 'string', maxLength: 3 }, b: { type: 'array', items: { type: 'integer' }, minItems: 1 }, c: { const: 1 } } }
    expect(answerSchema({ ...schema, required: ['a'], title: 'A thing', additionalProperties: false })).toEqual(schema)
    expect(answerSchema({ type: 'string', format: 'date' })).toEqual({ type: 'string', format: 'date' })
  })

  it('turns choices and several types into choices of one', () => {
    expect(answerSchema({ anyOf: [{ type: 'string' }, { type: 'null' }] })).toEqual({ oneOf: [{ type: 'string' }, { type: 'null' }] })
    expect(answerSchema({ type: ['object', 'null'], properties: { a: { type: 'number' } } })).toEqual({ oneOf: [{ type: 'object', properties: { a: { type: 'number' } } }, { type: 'null' }] })
  })

  it('follows references within the schema, also to itself', () => {
    const made = answerSchema({ type: 'object', properties: { next: { anyOf: [{ $ref: '#' }, { type: 'null' }] }, kind: { $ref: '#/definitions/kind' } }, definitions: { kind: { enum: ['a'] } } })
    expect(made).toMatchObject({ properties: { kind: { $ref: '#/$defs/from /definitions/kind' } }, $defs: { 'from /definitions/kind': { enum: ['a'] } } })
    expect(JSON.stringify(made)).toContain('{"oneOf":[{"$ref":"#/$defs/from "},{"type":"null"}]}')
    expect(refused({ $ref: '#/nowhere' })).toBe('$ref')
  })

  it('takes an object without a word on its properties as any object', () => {
    expect(answerSchema({ type: 'object' })).toMatchObject({ type: 'object', additionalProperties: { $ref: '#/$defs/any value' } })
  })

  it('refuses by name what it would have to let go, but not bounds that every number keeps', () => {
    expect(refused({ type: 'string', pattern: 'a' })).toBe('pattern')
    expect(refused({ type: 'object', properties: { a: { type: 'array', uniqueItems: true } } })).toBe('uniqueItems')
    expect(refused({ not: { type: 'string' } })).toBe('not')
    expect(refused({ enum: [{ a: 1 }] })).toBe('enum')
    expect(refused({ type: 'integer', minimum: -9007199254740991, maximum: 9007199254740991 })).toBe('')
    expect(refused({ type: 'string', format: 'email' })).toBe('')
  })

  it('passes over, for a function, what its owner looks at anyway', () => {
    expect(toolSchema({ type: 'object', properties: { a: { type: 'string', pattern: 'a', description: 'A name' }, b: { type: 'integer', minimum: 3 } } })).toEqual({ type: 'object', properties: { a: { type: 'string', description: 'A name' }, b: { type: 'integer' } } })
  })

  it('joins what holds together', () => {
    expect(answerSchema({ allOf: [{ type: 'object', properties: { a: { type: 'string' } } }, { properties: { b: { type: 'number' } } }] })).toEqual({ type: 'object', properties: { a: { type: 'string' }, b: { type: 'number' } } })
    expect(refused({ allOf: [{ oneOf: [{ type: 'string' }] }, { minLength: 3 }] })).toBe('allOf')
  })
})
