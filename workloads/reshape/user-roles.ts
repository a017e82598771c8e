/** Roles of users from a CSV file with the columns user, role and, if wanted, weight. */
import { CardNotes } from "../traces/card-notes.ts"
import { readNamedRows } from "../traces/named-rows.ts"
import type { UserRole } from "./owners.ts"

const weightRange = {
  least: 0.001,
  most: 1e6,
  whole: false,
  expected: "a weight is a number from 0.001 to 1,000,000",
}

/** Throws TraceError. */
export async function readUserRoles(path: string): Promise<ReadonlyMap<string, UserRole>> {
  const roles = new Map<string, UserRole>()
  await readNamedRows(
    [path],
    { needed: ["user", "role"] },
    (row) => {
      const role = row.text("role")
      if (role === "")
        throw row.error(
          "role",
          "a user needs a role",
          "Leave the row out: users that are not listed stay as they are.",
        )
      const weight = row.isEmpty("weight") ? undefined : row.number("weight", weightRange)
      roles.set(row.text("user"), { role, weight })
    },
    {},
    new CardNotes(),
  )
  return roles
}
