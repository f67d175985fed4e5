import { defineConfig } from 'vitest/config'

/** `npm run test:long`: what takes too long for every change. One after the other, for each loads the whole machine. */
export default defineConfig({
  test: {
    include: ['test/long/**/*.test.ts'],
    globalSetup: ['test/setup/build.ts'],
    maxWorkers: 1,
    testTimeout: 3_600_000,
    hookTimeout: 120_000,
  },
})
