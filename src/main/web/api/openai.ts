import { chatCompletionsRoute } from './openai-chat.ts'
import { completionsRoute } from './openai-completions.ts'
import { embeddingsRoute } from './openai-embeddings.ts'
import { modelRoutes } from './openai-models.ts'
import { responsesRoute } from './openai-responses.ts'
import { transcriptionsRoute } from './openai-transcriptions.ts'
import type { ApiRoute } from './route.ts'

/** OpenAI's API, as far as models on this machine can answer it. */
export const openAiRoutes: readonly ApiRoute[] = [...modelRoutes, chatCompletionsRoute, completionsRoute, responsesRoute, embeddingsRoute, transcriptionsRoute]
