import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["{sim,policies,workloads,lab,reports,cli,bench,tests,docs}/**/*.test.ts"],
    pool: "threads",
    // The machines that we know have two cores; a replay in a test takes one of them.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // A run must not depend on what an earlier test left behind.
    sequence: { shuffle: { tests: true, files: false }, seed: 1 },
  },
})
