/** What an operator sets for roles, as text, and who goes by it. */
export { notHeeded } from "./not-heeded.ts"
export { checkRoles, linesOf, parseRoleSettings, type RoleLine, roleLines } from "./role-text.ts"
