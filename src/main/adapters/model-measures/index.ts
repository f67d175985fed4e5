export { createModelMeasures } from './model-measures.ts'
