import type { OpenAiModel, OpenAiModelList } from '../../../contract/openai.ts'
import type { ApiModel } from '../../core/ports/index.ts'
import { AppError } from '../../../contract/errors.ts'
import { answerJson, openAiRoute } from './openai-answer.ts'
import type { ApiRoute } from './route.ts'

/** `GET /v1/models`, and one of them by its name. */
export const modelRoutes: readonly ApiRoute[] = [
  openAiRoute('GET', '/v1/models', async (context) => {
    answerJson(context, { object: 'list', data: context.work.models().filter(isAsked).map(toModel) } satisfies OpenAiModelList)
  }),
  openAiRoute('GET', '/v1/models/:id*', async (context) => {
    const { id = '' } = context.params
    const found = context.work.findModel(id)
    if (found === null) throw new AppError('NOT_FOUND', `There is no model '${id.slice(0, 200)}' here. There is: ${context.work.models().filter(isAsked).map((model) => model.id).join(', ') || 'none'}.`, { cause: { param: 'model', code: 'model_not_found' } })
    answerJson(context, toModel(found))
  }),
]

/** What finds speech in a recording is of no use to an app. */
const isAsked = ({ kind }: ApiModel): boolean => kind !== 'vad'

const toModel = ({ id, kind, modifiedMs, contextTokens }: ApiModel): OpenAiModel => ({
  id,
  object: 'model',
  created: Math.floor(modifiedMs / 1000),
  owned_by: 'freehold',
  ...(contextTokens !== null && { context_length: contextTokens }),
  kind,
})
