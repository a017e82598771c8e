/** The canonical form of a trace: what it is, how it is written and read. */
export { workloadChecksum } from "./checksum.ts"
export { manifestName, manifestOf } from "./manifest.ts"
export { canonicalTableNames } from "./schema.ts"
export type { CanonicalTable } from "./table.ts"
export { canonicalTables, measuredTable } from "./write.ts"
