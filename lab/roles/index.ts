/** What an operator sets for roles, as text, and who goes by it. */
export { heedsOf, notHeeded } from "./not-heeded.ts"
export { checkRoles, linesOf, parseRoleSettings, type RoleLine, roleLines } from "./role-text.ts"
