import { defineConfig } from "vitest/config"
import { compile } from "./tests/compile.ts"

compile()

export default defineConfig({
  test: {
    include: ["{sim,policies,workloads,lab,reports,cli,bench,tests,docs}/**/*.test.ts"],
    pool: "threads",
    // The machines that we know have two cores; a replay in a test takes one of them.
    maxWorkers: 2,
    // Guards against what never ends; on a machine that does other work a quick test may take a minute.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // A run must not depend on what an earlier test left behind.
    sequence: { shuffle: { tests: true, files: false }, seed: 1 },
  },
})
