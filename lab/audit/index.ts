/** Whether a policy keeps the promises of a fair division: on small worlds, and on a workload. */
export { knownWorlds } from "./known-worlds.ts"
export { type Finding, promises } from "./promises.ts"
export { randomWorld } from "./random-worlds.ts"
export { auditRoles, type RoleFinding } from "./role-audit.ts"
export { type AuditedWorld, type PromiseVerdict, verdictsOf } from "./verdicts.ts"
export { machinesOf, parseWorld, type World, workloadOf, worldText } from "./world.ts"
export { auditWorld } from "./world-audit.ts"
