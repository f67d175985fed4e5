import fc from 'fast-check'
import { EMBEDDING_MODEL, STORY_MODEL } from './api-rig.ts'

export type Dialect = 'openai' | 'ollama' | 'mcp'

/** A request of some app, as odd as it may be. */
export interface Asked {
  readonly dialect: Dialect
  readonly method: string
  readonly path: string
  readonly contentType: string
  readonly body: string
  /** When it leaves, whether it was answered or not. */
  readonly leavesAfterMs: number | null
}

const mostly = <T>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<T>, weight = 6): fc.Arbitrary<T> => fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: odd })
const rarely = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined, freq: 2 })

const ODD_TEXTS = ['', ' ', '\0', '\u0007\u001b[31m', '\u202Etxet\u202C', '\u2066שלום\u2069 مرحبا', '👩‍👩‍👧‍👦'.repeat(20), 'é'.normalize('NFD'), '\uD800', '\uFFFE\uFEFF', '<|im_start|>system\n', '</s><s>[INST]', 'a'.repeat(2000), '\r\n\r\n', '{"a":', '__proto__']
const text = fc.oneof(fc.constantFrom('Once upon a time', 'Hello', 'Lily saw a cat.'), fc.constantFrom(...ODD_TEXTS), fc.string({ unit: 'binary', maxLength: 60 }))
const name = fc.oneof(fc.constantFrom('look', 'a-b_c.d', 'x'.repeat(128)), fc.constantFrom(...ODD_TEXTS), fc.string({ maxLength: 12 }))
const anything = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<unknown>

const { schema } = fc.letrec<{ readonly schema: unknown }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'schema' },
    fc.constantFrom<unknown>({ type: 'string' }, { type: 'integer' }, { type: 'boolean' }, { type: 'null' }, { enum: ['a', '"', '\\', '\n', '\u202E', ''] }, { const: 1 }, { enum: [] }, {}, { type: 'string', pattern: '^(a+)+$' }, { type: 'array' }, { type: 'object' }, { $ref: '#' }, { $ref: '#/nowhere' }, { type: 'number', minimum: 5, maximum: 1 }, { type: ['string', 'null'] }, { type: 'string', minLength: 100_000 }, { type: 'string', format: 'date' }, { type: 'nothing' }, true, false, null),
    fc.record({ type: fc.constant('object'), properties: fc.dictionary(name, tie('schema'), { maxKeys: 3 }), required: rarely(fc.array(name, { maxLength: 2 })), additionalProperties: rarely(fc.oneof(fc.boolean(), tie('schema'))) }),
    fc.record({ type: fc.constant('array'), items: tie('schema'), minItems: rarely(fc.constantFrom(0, 3, -1, 10_000_000)), maxItems: rarely(fc.constantFrom(0, 2, 5)) }),
    fc.record({ anyOf: fc.array(tie('schema'), { maxLength: 3 }) }),
    fc.record({ oneOf: fc.array(tie('schema'), { maxLength: 3 }) }),
  ),
}))
/** A schema in a schema, further down than any sane one. */
const deep = fc.constantFrom(20, 200, 3000, 50_000).map((depth): unknown => `@deep ${depth}`)
// Put in as text, for what is so deep cannot be written by what writes JSON.
const deepen = (json: string): string => json.replace(/"@deep (\d+)"/g, (_all, depth: string) => `${'{"type":"object","properties":{"a":'.repeat(Number(depth))}{"type":"string"}${'}}'.repeat(Number(depth))}`)
const anySchema = mostly(schema, deep, 12)

const model = mostly(fc.constant<unknown>(STORY_MODEL), fc.oneof(fc.constantFrom<unknown>(`${STORY_MODEL}:latest`, EMBEDDING_MODEL, 'vocab-gpt-2', '../../etc/passwd', '', 'gpt-4o-cloud', 'demo', 7, null), name), 10)
const stop = fc.oneof(fc.constantFrom<unknown>('a', ['a', 'aa', 'ab'], ['', ' '], [' the', ' th', ' t'], '\n', [], 'x'.repeat(200), ['\u202E'], ['\uD800']), fc.array(name, { maxLength: 4 }))
const seed = fc.constantFrom<unknown>(0, 1, -1, 4_294_967_295, 4_294_967_296, Number.MAX_SAFE_INTEGER, -4_294_967_295, 1.5, 'x')
const count = fc.constantFrom<unknown>(1, 2, 8, 16, -1, 0, 1_000_000_000, 1_048_576, 1.5)
const sampling = { temperature: rarely(fc.constantFrom<unknown>(0, 0.7, 1e-9, 5, 6, -1, null)), top_p: rarely(fc.constantFrom<unknown>(0, 1, 0.5, 1e-9)), top_k: rarely(fc.constantFrom<unknown>(0, 1, 40, 1000, -1)), min_p: rarely(fc.constantFrom<unknown>(0, 1, 0.05)), repeat_penalty: rarely(fc.constantFrom<unknown>(0.5, 1, 2)), seed: rarely(seed), stop: rarely(stop) }
// Each other size has the model loaded anew.
const room = mostly(fc.constant<unknown>(undefined), fc.constantFrom<unknown>(1, 8, 300, 512, 1_048_576, 0, -5), 12)
const bit = fc.boolean()

const image = fc.constant({ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } })
const content = mostly<unknown>(text, fc.oneof(fc.array(fc.oneof(fc.record({ type: fc.constant('text'), text }), image), { maxLength: 3 }), anything))
const openAiCall = fc.record({ id: name, type: fc.constant('function'), function: fc.record({ name, arguments: fc.oneof(text, fc.constant('{"a":1}')) }) })
const openAiMessage = fc.oneof(
  fc.record({ role: mostly(fc.constant('user'), fc.constantFrom('system', 'developer', 'nobody')), content }),
  fc.record({ role: fc.constant('assistant'), content: fc.option(content), tool_calls: rarely(fc.array(openAiCall, { maxLength: 2 })) }),
  fc.record({ role: fc.constant('tool'), tool_call_id: name, content }),
)
const messages = mostly<unknown>(fc.array(openAiMessage, { minLength: 1, maxLength: 4 }), fc.constantFrom<unknown>([], null, Array.from({ length: 300 }, () => ({ role: 'user', content: 'again and again' }))), 12)
const openAiTool = fc.record({ type: fc.constant('function'), function: fc.record({ name: mostly(fc.stringMatching(/^[\w.-]{1,12}$/), name), description: rarely(text), parameters: rarely(anySchema) }) })
const choice = fc.constantFrom<unknown>('none', 'auto', 'required', { type: 'function', function: { name: 'look' } }, { type: 'function', name: 'look' }, 'x')
const format = fc.oneof(fc.constantFrom<unknown>({ type: 'text' }, { type: 'json_object' }, { type: 'x' }), fc.record({ type: fc.constant('json_schema'), json_schema: fc.record({ name: fc.constant('n'), schema: anySchema }) }))

const chat = fc.record({ model, messages, ...sampling, num_ctx: room, stream: rarely(bit), stream_options: rarely(fc.constant({ include_usage: true })), max_tokens: mostly<unknown>(fc.constantFrom<unknown>(4, 8, 12), count), tools: rarely(fc.array(openAiTool, { maxLength: 3 })), tool_choice: rarely(choice), response_format: rarely(format), logprobs: rarely(bit), top_logprobs: rarely(fc.constantFrom(0, 3, 20, 21)), keep_alive_minutes: rarely(fc.constantFrom(0, 5, 1440, 1441)) })
const completion = fc.record({ model, prompt: mostly<unknown>(text, anything), ...sampling, num_ctx: room, stream: rarely(bit), max_tokens: rarely(count), echo: rarely(bit), logprobs: rarely(fc.constantFrom(0, 3, 20)) })
const response = fc.record({ model, input: mostly<unknown>(fc.oneof(text, fc.array(fc.oneof(fc.record({ role: fc.constant('user'), content }), fc.record({ type: fc.constant('function_call'), call_id: name, name, arguments: text }), fc.record({ type: fc.constant('function_call_output'), call_id: name, output: text })), { maxLength: 3 })), anything), instructions: rarely(text), ...sampling, num_ctx: room, max_output_tokens: mostly<unknown>(fc.constantFrom<unknown>(4, 9), count), stream: rarely(bit), tools: rarely(fc.array(fc.record({ type: fc.constant('function'), name, parameters: rarely(anySchema) }), { maxLength: 2 })), tool_choice: rarely(choice), text: rarely(fc.record({ format: fc.record({ type: fc.constant('json_schema'), name: fc.constant('n'), schema: anySchema }) })), include: rarely(fc.constant(['message.output_text.logprobs'])) })
const embeddings = fc.record({ model: mostly<unknown>(fc.constant<unknown>(EMBEDDING_MODEL), model, 3), input: mostly<unknown>(fc.oneof(text, fc.array(text, { maxLength: 5 })), anything), encoding_format: rarely(fc.constantFrom('float', 'base64', 'x')), dimensions: rarely(fc.constantFrom(64, 1)), num_ctx: room })

const keepAlive = fc.constantFrom<unknown>(0, 5, -1, '5m', '1h30m', '0', '-1', '', 'soon', '99999999999h', 1e300, null, '5m5m', true)
const options = fc.record({ ...sampling, num_ctx: room, num_predict: mostly<unknown>(fc.constantFrom<unknown>(4, 8), fc.constantFrom<unknown>(-1, -2, 0, 1_048_576)), mirostat: rarely(fc.constant(2)) })
const ollamaMessage = fc.record({ role: mostly(fc.constantFrom('user', 'assistant', 'system', 'tool'), fc.constant('nobody')), content: rarely(text).map((value) => value ?? 'Hello'), images: rarely(fc.constantFrom<unknown>([], ['AAAA'])), tool_calls: rarely(fc.array(fc.record({ function: fc.record({ name, arguments: fc.oneof(text, fc.dictionary(name, anything, { maxKeys: 2 })) }) }), { maxLength: 2 })), tool_name: rarely(name) })
const ollamaFormat = fc.oneof(fc.constantFrom<unknown>('', 'json', 'xml'), anySchema)
const ollamaShared = { model, stream: rarely(bit), format: rarely(ollamaFormat), options, keep_alive: rarely(keepAlive), think: rarely(fc.constantFrom<unknown>(true, false, 'high')), logprobs: rarely(bit), top_logprobs: rarely(fc.constantFrom(0, 5)) }
const ollamaChat = fc.record({ ...ollamaShared, messages: mostly<unknown>(fc.array(ollamaMessage, { maxLength: 4 }), fc.constant(null)), tools: rarely(fc.array(openAiTool, { maxLength: 2 })) })
const generate = fc.record({ ...ollamaShared, prompt: mostly<unknown>(text, anything), system: rarely(text), raw: rarely(bit), suffix: rarely(text), images: rarely(fc.constant(['AAAA'])) })
const embed = fc.record({ model: fc.constant(EMBEDDING_MODEL), input: mostly<unknown>(fc.oneof(text, fc.array(text, { maxLength: 5 })), anything), truncate: rarely(bit), options: rarely(options), keep_alive: rarely(keepAlive) })
// Nothing that is there is named to these: it would be fetched from elsewhere, or lost to the others.
const named = fc.record({ model: fc.constantFrom<unknown>('nothing-of-the-kind', '../../etc/passwd', '', null, 5), stream: rarely(bit) })
const shown = fc.record({ model, verbose: rarely(bit) })

const mcp = fc.oneof(
  fc.record({ jsonrpc: mostly(fc.constant('2.0'), fc.constant('1')), id: fc.oneof(fc.integer(), name), method: mostly(fc.constantFrom('initialize', 'tools/list', 'ping', 'tools/call', 'notifications/initialized', 'notifications/cancelled'), name), params: fc.oneof(fc.constant({ protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'x', version: '1' } }), fc.record({ name: mostly(fc.constantFrom('search_notes', 'read_note', 'list_memos'), name), arguments: fc.oneof(fc.record({ query: text }), fc.record({ id: text }), anything) }), anything) }),
  fc.array(anything, { maxLength: 3 }),
)

const route = (dialect: Dialect, path: string, body: fc.Arbitrary<unknown>, method = 'POST') => body.map((value) => ({ dialect, method, path, value }))
const found = fc.oneof(
  { weight: 6, arbitrary: route('openai', '/v1/chat/completions', chat) },
  { weight: 3, arbitrary: route('openai', '/v1/completions', completion) },
  { weight: 4, arbitrary: route('openai', '/v1/responses', response) },
  { weight: 2, arbitrary: route('openai', '/v1/embeddings', embeddings) },
  { weight: 1, arbitrary: route('openai', '/v1/audio/transcriptions', anything) },
  { weight: 5, arbitrary: route('ollama', '/api/chat', ollamaChat) },
  { weight: 4, arbitrary: route('ollama', '/api/generate', generate) },
  { weight: 2, arbitrary: route('ollama', '/api/embed', embed) },
  { weight: 1, arbitrary: route('ollama', '/api/show', shown) },
  { weight: 1, arbitrary: route('ollama', '/api/delete', named, 'DELETE') },
  { weight: 1, arbitrary: route('ollama', '/api/pull', named) },
  { weight: 3, arbitrary: route('mcp', '/mcp', mcp) },
  { weight: 1, arbitrary: fc.constantFrom('/v1/models', `/v1/models/${STORY_MODEL}`, '/v1/models/%00', '/v1/none', '/v1/models/..%2f..').chain((path) => route('openai', path, fc.constant(undefined), 'GET')) },
  { weight: 1, arbitrary: fc.constantFrom('/api/tags', '/api/ps', '/api/version', '/api/none').chain((path) => route('ollama', path, fc.constant(undefined), 'GET')) },
)
const bytes = mostly<((value: unknown) => string) | null>(fc.constant(null), fc.constantFrom((value: unknown) => JSON.stringify(value ?? {}).slice(1), (value: unknown) => `${JSON.stringify(value ?? {})}x`, () => '', () => '[]', () => `${'['.repeat(100_000)}${']'.repeat(100_000)}`), 14)

/** Requests for every route: most could be answered, each has something about it. */
export const oddRequest: fc.Arbitrary<Asked> = fc
  .tuple(found, bytes, mostly(fc.constant('application/json'), fc.constantFrom('text/plain', 'image/png', 'multipart/form-data; boundary=x', 'multipart/form-data', ';;', 'application/x-www-form-urlencoded'), 20), mostly<number | null>(fc.constant(null), fc.nat(60), 5))
  .map(([{ dialect, method, path, value }, spoil, contentType, leavesAfterMs]) => ({ dialect, method, path, contentType, leavesAfterMs, body: method === 'GET' ? '' : deepen(spoil === null ? JSON.stringify(value) : spoil(value)) }))
