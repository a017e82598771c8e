/** The front door of what is asked of a cluster. */
export * from "./canonical/index.ts"
export * from "./frameworks/index.ts"
export * from "./reshape/index.ts"
export * from "./summary/index.ts"
export * from "./synthetic/index.ts"
export * from "./traces/index.ts"
