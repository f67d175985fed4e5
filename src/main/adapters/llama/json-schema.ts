import { AppError } from '../../../contract/errors.ts'

type Json = Readonly<Record<string, unknown>>

// They say something to a reader, and nothing about which values fit.
const WORDS = ['$schema', '$id', '$comment', '$anchor', '$defs', 'definitions', 'title', 'description', 'default', 'examples', 'deprecated', 'readOnly', 'writeOnly', 'format', 'contentMediaType', 'contentEncoding', 'required', 'discriminator', 'nullable', 'strict']
const HELD = ['$ref', 'type', 'const', 'enum', 'oneOf', 'anyOf', 'allOf', 'properties', 'additionalProperties', 'minProperties', 'maxProperties', 'items', 'prefixItems', 'minItems', 'maxItems', 'minLength', 'maxLength']
const KNOWN: ReadonlySet<string> = new Set([...WORDS, ...HELD])
const FORMATS: ReadonlySet<unknown> = new Set(['date-time', 'time', 'date'])
const OBJECT_WORDS = ['properties', 'additionalProperties', 'minProperties', 'maxProperties'] as const
const ARRAY_WORDS = ['items', 'prefixItems', 'minItems', 'maxItems'] as const
const STRING_WORDS = ['minLength', 'maxLength'] as const
const ANY = 'any value'

/**
 * A JSON schema in the subset that the library makes a grammar of, so that whatever is written fits it. References inside the schema are
 * kept, `anyOf` becomes `oneOf`, all properties are written, and others only where an object names none or asks for them. What the
 * grammar cannot hold, such as `pattern` or `minimum`, would be let go silently: it is refused by name with BAD_REQUEST. `format` is
 * a hint by the standard, and held for dates and times.
 */
export const answerSchema = (schema: Json): Json => convert(schema, (keyword) => {
  throw unheld(keyword)
})

/** The same for what a function takes: who offers it looks at the input itself, so what cannot be held is passed over. */
export const toolSchema = (schema: Json): Json => convert(schema, () => undefined)

const unheld = (keyword: string): AppError =>
  new AppError('BAD_REQUEST', `The schema uses “${keyword}”, which an answer cannot be bound to.`, { next: `Leave “${keyword}” out, and look at the answer for it.` })

const convert = (root: Json, onUnheld: (keyword: string) => void): Json => {
  const defs: Record<string, Json> = {}

  const refTo = (name: string, make: () => Json): Json => {
    if (!(name in defs)) {
      // It may refer to itself.
      defs[name] = {}
      defs[name] = make()
    }
    return { $ref: `#/$defs/${name}` }
  }

  const any = (): Json =>
    refTo(ANY, () => {
      const self = { $ref: `#/$defs/${ANY}` }
      return { oneOf: [{ type: ['string', 'number', 'boolean', 'null'] }, { type: 'array', items: self }, { type: 'object', additionalProperties: self }] }
    })

  /** What is said of a value goes along: a model reads it with the functions that it may call. */
  const one = (schema: unknown): Json => {
    const made = bare(schema)
    const description = isJson(schema) ? schema['description'] : undefined
    return typeof description === 'string' ? { ...made, description } : made
  }

  const bare = (schema: unknown): Json => {
    if (schema === true || schema === undefined) return any()
    if (!isJson(schema)) {
      onUnheld('false')
      return any()
    }
    for (const [keyword, value] of Object.entries(schema)) if (!KNOWN.has(keyword) && !saysNothing(keyword, value)) onUnheld(keyword)
    if (schema['$ref'] !== undefined) return reference(String(schema['$ref']))
    if (Array.isArray(schema['allOf'])) return one(merge(schema, schema['allOf'], onUnheld))
    const choices = schema['oneOf'] ?? schema['anyOf']
    if (Array.isArray(choices)) {
      const { oneOf: _one, anyOf: _any, ...beside } = schema
      return { oneOf: choices.map((choice) => one(isJson(choice) ? { ...beside, ...choice } : choice)) }
    }
    if ('const' in schema) return isLiteral(schema['const']) ? { const: schema['const'] } : literals([schema['const']])
    if (Array.isArray(schema['enum'])) return literals(schema['enum'])
    return typed(schema)
  }

  const literals = (values: readonly unknown[]): Json => {
    if (!values.every(isLiteral)) {
      onUnheld('enum')
      return any()
    }
    return { enum: values }
  }

  const typed = (schema: Json): Json => {
    const types = typesOf(schema)
    if (types.length === 0) return any()
    const made = types.map((type) => ofType(type, schema))
    return made.length === 1 ? (made[0] as Json) : { oneOf: made }
  }

  const ofType = (type: string, schema: Json): Json => {
    switch (type) {
      case 'object':
        return object(schema)
      case 'array': {
        const items = schema['items'] === false ? undefined : one(schema['items'])
        const prefix = Array.isArray(schema['prefixItems']) ? { prefixItems: schema['prefixItems'].map(one) } : {}
        return { type, ...prefix, ...(items === undefined ? {} : { items }), ...pick(schema, ['minItems', 'maxItems']) }
      }
      case 'string':
        return FORMATS.has(schema['format']) ? { type, format: schema['format'] } : { type, ...pick(schema, STRING_WORDS) }
      case 'number':
      case 'integer':
      case 'boolean':
      case 'null':
        return { type }
      default:
        onUnheld('type')
        return any()
    }
  }

  const object = (schema: Json): Json => {
    const properties = isJson(schema['properties']) ? Object.fromEntries(Object.entries(schema['properties']).map(([key, value]) => [key, one(value)])) : {}
    const others = schema['additionalProperties']
    const isOpen = isJson(others) || (others !== false && Object.keys(properties).length === 0)
    return { type: 'object', properties, ...(isOpen ? { additionalProperties: one(isJson(others) ? others : true) } : {}), ...pick(schema, ['minProperties', 'maxProperties']) }
  }

  const reference = (ref: string): Json => {
    const found = ref.startsWith('#') ? pointed(root, ref.slice(1)) : undefined
    if (found === undefined) {
      onUnheld('$ref')
      return any()
    }
    return refTo(`from ${ref.slice(1)}`, () => one(found))
  }

  const made = one(root)
  return Object.keys(defs).length === 0 ? made : { ...made, $defs: defs }
}

const isLiteral = (value: unknown): boolean => typeof value !== 'object' || value === null

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

const pick = (schema: Json, keys: readonly string[]): Json => Object.fromEntries(keys.filter((key) => typeof schema[key] === 'number').map((key) => [key, schema[key]]))

/** Bounds that every number of a program keeps, and what is switched off. */
const saysNothing = (keyword: string, value: unknown): boolean =>
  value === false || (typeof value === 'number' && /^(exclusive)?(minimum|maximum)$/i.test(keyword) && Math.abs(value) >= Number.MAX_SAFE_INTEGER) || keyword.startsWith('x-')

const typesOf = (schema: Json): readonly string[] => {
  const { type } = schema
  const named = Array.isArray(type) ? type.map(String) : typeof type === 'string' ? [type] : []
  if (named.length > 0) return schema['nullable'] === true ? [...new Set([...named, 'null'])] : named
  if (OBJECT_WORDS.some((word) => word in schema)) return ['object']
  if (ARRAY_WORDS.some((word) => word in schema)) return ['array']
  return STRING_WORDS.some((word) => word in schema) ? ['string'] : []
}

/** Several schemas that hold together are one where their words do not contradict. */
const merge = ({ allOf: _allOf, ...beside }: Json, parts: readonly unknown[], onUnheld: (keyword: string) => void): Json => {
  const all = [beside, ...parts.filter(isJson)]
  if (parts.length === 1 && Object.keys(beside).every((key) => WORDS.includes(key))) return { ...beside, ...all[1] }
  if (all.some((part) => Object.keys(part).some((key) => !['type', 'properties', 'additionalProperties', ...WORDS].includes(key)))) onUnheld('allOf')
  return { ...Object.assign({}, ...all), properties: Object.assign({}, ...all.map((part) => part['properties'] ?? {})) } as Json
}

const pointed = (root: Json, pointer: string): unknown => {
  let at: unknown = root
  for (const step of pointer.split('/').slice(1)) {
    const key = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')
    at = isJson(at) && Object.hasOwn(at, key) ? at[key] : Array.isArray(at) ? at[Number(key)] : undefined
  }
  return at
}
