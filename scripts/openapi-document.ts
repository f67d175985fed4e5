import { z } from 'zod'
import { createDocument, type CreateDocumentOptions, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject, type ZodOpenApiResponseObject } from 'zod-openapi'
import * as ollama from '../src/contract/ollama.ts'
import * as openai from '../src/contract/openai.ts'

type Responses = ZodOpenApiOperationObject['responses']
type Content = NonNullable<ZodOpenApiResponseObject['content']>

const json = (schema: z.ZodType) => ({ 'application/json': { schema } })
const text = (description: string) => ({ schema: { type: 'string' as const, description } })

// What any request may meet, whoever speaks; the words of the error say more.
const failuresOf = (who: 'OpenAi' | 'Ollama', error: z.ZodType): Responses => {
  const failure = (name: string, description: string, more: Partial<ZodOpenApiResponseObject> = {}): ZodOpenApiResponseObject => ({ id: `${who}${name}`, description, content: json(error), ...more })
  return {
    400: failure('BadRequest', 'It cannot be read, or the prompt does not fit: then the words say by how much.'),
    401: failure('NoToken', 'There is no token, or not one that is taken.'),
    403: failure('KeptHere', 'A rule of the person keeps it on this machine, or the page that asks is not let in.'),
    404: failure('NotFound', 'There is no such model.'),
    413: failure('TooLarge', 'The body is too large.'),
    429: failure('TooMany', 'The app asks too much at once.', { headers: { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer' } } } }),
    503: failure('Busy', 'Busy, or the memory does not hold the model beside what works.'),
  }
}

interface Operation {
  readonly summary: string
  readonly body?: z.ZodType
  readonly answer: Content
  readonly more?: Partial<ZodOpenApiOperationObject>
}

const operation =
  (tag: 'OpenAI' | 'Ollama', failures: Responses) =>
  ({ summary, body, answer, more }: Operation): ZodOpenApiOperationObject => ({
    tags: [tag],
    summary,
    ...(body !== undefined && { requestBody: { required: true, content: json(body) } }),
    responses: { 200: { description: 'Answered.', content: answer }, ...failures },
    ...more,
  })
const ollamaFailures = failuresOf('Ollama', ollama.OllamaErrorSchema)
const asOpenAi = operation('OpenAI', failuresOf('OpenAi', openai.OpenAiErrorSchema))
const asOllama = operation('Ollama', ollamaFailures)
const events = (schema: z.ZodType): Content => ({ 'text/event-stream': { schema } })
const lines = (schema: z.ZodType): Content => ({ 'application/x-ndjson': { schema }, ...json(schema) })

const openAiPaths: ZodOpenApiPathsObject = {
  '/v1/models': { get: asOpenAi({ summary: 'The models that apps may use', answer: json(openai.OpenAiModelListSchema) }) },
  '/v1/models/{id}': {
    get: asOpenAi({
      summary: 'One of them',
      answer: json(openai.OpenAiModelSchema),
      more: { parameters: [{ in: 'path', name: 'id', required: true, schema: { type: 'string' } }] },
    }),
  },
  '/v1/chat/completions': {
    post: asOpenAi({ summary: 'Answer a chat', body: openai.ChatCompletionRequestSchema, answer: { ...json(openai.ChatCompletionSchema), ...events(openai.ChatCompletionChunkSchema) } }),
  },
  '/v1/completions': { post: asOpenAi({ summary: 'Go on from a text', body: openai.CompletionRequestSchema, answer: { ...json(openai.CompletionSchema), ...events(openai.CompletionSchema) } }) },
  '/v1/responses': { post: asOpenAi({ summary: 'Answer, in the newer way to ask', body: openai.ResponseRequestSchema, answer: { ...json(openai.ResponseSchema), ...events(openai.ResponseEventSchema) } }) },
  '/v1/embeddings': { post: asOpenAi({ summary: 'Turn texts into numbers', body: openai.EmbeddingRequestSchema, answer: json(openai.EmbeddingsSchema) }) },
  '/v1/audio/transcriptions': {
    post: asOpenAi({
      summary: 'Write speech down',
      answer: { ...json(openai.TranscriptionSchema.or(openai.VerboseTranscriptionSchema)), 'text/plain': text('srt, vtt or text, as `response_format` says.') },
      more: { requestBody: { required: true, content: { 'multipart/form-data': { schema: openai.TranscriptionFieldsSchema.extend({ file: z.file() }) } } } },
    }),
  },
}

const named = ollama.OllamaNamedRequestSchema
const unsupported: ZodOpenApiOperationObject = { tags: ['Ollama'], summary: 'Not done here', responses: { 501: { id: 'OllamaNotHere', description: 'The words say why.', content: json(ollama.OllamaErrorSchema) } } }

const ollamaPaths: ZodOpenApiPathsObject = {
  '/': { get: asOllama({ summary: 'Whether somebody is there', answer: { 'text/plain': text('Freehold is running') } }) },
  '/api/version': { get: asOllama({ summary: 'The versions', answer: json(ollama.OllamaVersionSchema) }) },
  '/api/tags': { get: asOllama({ summary: 'The models that chat or embed', answer: json(ollama.OllamaTagsSchema) }) },
  '/api/ps': { get: asOllama({ summary: 'Those in memory', answer: json(ollama.OllamaRunningSchema) }) },
  '/api/show': { post: asOllama({ summary: 'What is known of a model', body: named, answer: json(ollama.OllamaShownSchema) }) },
  '/api/pull': { post: asOllama({ summary: 'Fetch a model, through the gate', body: named, answer: lines(ollama.OllamaStepSchema) }) },
  '/api/delete': {
    delete: asOllama({ summary: 'Remove the file of a model', body: named, answer: {}, more: { responses: { 200: { description: 'Removed.' }, ...ollamaFailures } } }),
  },
  '/api/generate': { post: asOllama({ summary: 'Answer a prompt', body: ollama.OllamaGenerateRequestSchema, answer: lines(ollama.OllamaGenerateAnswerSchema) }) },
  '/api/chat': { post: asOllama({ summary: 'Answer a chat', body: ollama.OllamaChatRequestSchema, answer: lines(ollama.OllamaChatAnswerSchema) }) },
  '/api/embed': { post: asOllama({ summary: 'Turn texts into numbers', body: ollama.OllamaEmbedRequestSchema, answer: json(ollama.OllamaEmbedAnswerSchema) }) },
  '/api/embeddings': { post: asOllama({ summary: 'The same for one text, in the older way', body: ollama.OllamaEmbeddingsRequestSchema, answer: json(ollama.OllamaEmbeddingsAnswerSchema) }) },
  '/api/create': { post: unsupported },
  '/api/copy': { post: unsupported },
  '/api/push': { post: unsupported },
  '/api/blobs/{digest}': { post: { ...unsupported, parameters: [{ in: 'path', name: 'digest', required: true, schema: { type: 'string' } }] } },
}

const otherPaths: ZodOpenApiPathsObject = {
  '/mcp': {
    post: {
      tags: ['MCP'],
      summary: 'The notes and memos for MCP clients, by streamable HTTP',
      externalDocs: { url: 'https://modelcontextprotocol.io/specification' },
      requestBody: { required: true, content: { 'application/json': { schema: { type: 'object', description: 'JSON-RPC 2.0' } } } },
      responses: { 200: { description: 'Answered.', content: { 'application/json': { schema: { type: 'object' } }, 'text/event-stream': { schema: { type: 'object' } } } } },
    },
  },
  '/openapi.yaml': { get: { tags: ['Freehold'], summary: 'This document', responses: { 200: { description: 'Answered.', content: { 'application/yaml': { schema: { type: 'object' } } } } } } },
}

// Answers may grow, which a client should bear; and bounds that are those of every whole number say nothing.
const plain: CreateDocumentOptions['override'] = ({ jsonSchema, io }) => {
  if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
}

/** What may be asked of the local API, in OpenAPI's words, from the schemas that the API itself reads by. */
export const createApiDocument = () =>
  createDocument(
    {
      openapi: '3.1.1',
      info: {
        title: 'Freehold’s local API',
        version: '1',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
        description: 'The models of this machine for the apps on it, as OpenAI’s clients and Ollama’s ask for them. It is off until the person switches it on. A prompt that does not fit is refused, and never cut.',
      },
      servers: [{ url: 'http://127.0.0.1:11500', description: 'As it is where nobody changed the port.' }],
      // A person may let programs on the same machine in without one.
      security: [{ token: [] }, {}],
      tags: [{ name: 'OpenAI' }, { name: 'Ollama' }, { name: 'MCP' }, { name: 'Freehold' }],
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'Made on the Models page, or by `freehold api add NAME`; one for each app.' } } },
      paths: { ...openAiPaths, ...ollamaPaths, ...otherPaths },
    },
    { override: plain },
  )
