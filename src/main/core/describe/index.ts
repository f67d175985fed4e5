export type { Description, DescribeTranscript } from './describe.ts'
export { createDescriber } from './describer.ts'
