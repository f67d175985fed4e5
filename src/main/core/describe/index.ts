export type { Description, DescribeTranscript } from './describe.ts'
