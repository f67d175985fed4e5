export { createModels } from './models.ts'
export type { FindModels, Models, ModelsDeps } from './models.ts'
export { pickModels } from './pick-models.ts'
export type { ModelPicks } from './pick-models.ts'
