import { defineConfig } from 'vitest/config'
import { BaseSequencer } from 'vitest/node'
import type { TestSpecification } from 'vitest/node'

// The longest, which begin first: one that began last would run on alone, for minutes.
const LONGEST = ['accuracy', 'kill', 'bad-place', 'page', 'chat', 'voice-memos', 'gate', 'ask'].map((name) => `/test/e2e/${name}.test.ts`)

// A class, since the tool takes no other form.
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.findIndex((ending) => moduleId.endsWith(ending))
      return at < 0 ? LONGEST.length : at
    }
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other))
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/long/**', 'node_modules/**'],
    globalSetup: ['test/setup/build.ts'],
    // Two cores: real engines and a real browser share them.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
