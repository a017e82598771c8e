/** The second door, for tests and benches only: tiny worlds, runs as text, checkers, slow twins, canaries. */
export * from "./arbitraries.ts"
export * from "./canaries.ts"
export * from "./checkers.ts"
export * from "./plain-framework.ts"
export * from "./reference-mesos.ts"
export * from "./reference-queue.ts"
export * from "./timeline.ts"
export * from "./tiny.ts"
